addEventListener("DOMContentLoaded", () => {
  const main = document.querySelector("main"), left = document.getElementById("left"), part = document.getElementById("part");
  let end = Number(main.dataset.end), start = Number(main.dataset.start), ahead = 0, reopening = false;
  const back = () => setTimeout(() => location.replace(main.dataset.back), Math.random() * 2000);
  const pair = (a, b, c, d) => (c ? `${a} ${b} ${c} ${d}` : `${a} ${b}`);
  const words = (s) => s < 60 ? `${s} s` : s < 600 ? pair(Math.floor(s / 60), "min", s % 60, "s") : s < 3600 ? `${Math.floor(s / 60)} min`
    : s < 86400 ? pair(Math.floor(s / 3600), "h", Math.floor(s / 60) % 60, "min") : pair(Math.floor(s / 86400), "d", Math.floor(s / 3600) % 24, "h");
  const tell = (text) => { if (left.textContent !== text) left.textContent = text; };
  const tick = () => {
    if (!end) return;
    const now = Date.now() + ahead, more = Math.floor((end - now) / 1000);
    tell(more > 0 ? `${words(more)} left` : "Longer than planned");
    part.value = Math.min(100, Math.max(0, (100 * (now - start)) / Math.max(1, end - start)));
  };
  setInterval(tick, 1000);
  const stream = new EventSource("/api/v1/status/events");
  stream.addEventListener("status", (event) => {
    const status = JSON.parse(event.data);
    ahead = Date.parse(status.at) - Date.now();
    reopening = status.phase === "reopening";
    if (reopening) { end = 0; tell("Coming back"); }
    else if (status.phase !== "offline") { stream.close(); back(); }
    else if (status.maintenance.estimated_end) { end = Date.parse(status.maintenance.estimated_end); tick(); }
  });
  // It is reopening too while a confirmation is waited for, and everything is there.
  setInterval(() => { if (reopening) fetch("/readyz").then((answer) => { if (answer.ok) back(); }, () => {}); }, 5000);
  setInterval(() => { if (stream.readyState === EventSource.CLOSED) back(); }, 15000);
});
