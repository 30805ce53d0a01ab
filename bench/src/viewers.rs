//! Viewers of the status stream, against a bare axum stream: memory a viewer, and from a flip to the last viewer.
//!
//! Servers and the client each run in a process of their own.

use std::convert::Infallible;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Router, extract::State};
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::measure::{Sample, Table};
use crate::server::{Lull, resident_kb};

const VIEWERS: u32 = 5_000;
const FLIPS: usize = 10;

pub async fn measure(table: &mut Table) {
    if let Err(error) = both(table).await {
        table.note("viewers", format!("could not be measured: {error}"));
    }
}

async fn both(table: &mut Table) -> Result<(), String> {
    let lull = Lull::start().await?;
    let session = lull.log_in().await?;
    let (ours_kb, ours_ms) = watched(lull.pid(), &lull.url, "/api/v1/status/events", |on| {
        let session = session.clone();
        async move { session.maintenance(on).await }
    })
    .await?;
    drop(lull);
    let exe = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut bare = Stopped(
        Command::new(exe)
            .arg("bare-stream")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?,
    );
    let mut line = String::new();
    let out = bare.0.stdout.take().ok_or("no output")?;
    BufReader::new(out).read_line(&mut line).map_err(|error| error.to_string())?;
    let url = line.trim().to_owned();
    let client = reqwest::Client::new();
    let flip = format!("{url}/flip");
    let (bare_kb, bare_ms) = watched(bare.0.id(), &url, "/events", |_| {
        let (client, flip) = (client.clone(), flip.clone());
        async move { client.post(flip).send().await.map(drop).map_err(|error| error.to_string()) }
    })
    .await?;
    table.note(format!("bare axum stream, {VIEWERS} viewers, KiB a viewer"), format!("{bare_kb:.1}"));
    let ratio = ours_kb / bare_kb.max(0.1);
    let measured = format!("{ours_kb:.1} KiB, {ratio:.2} ×");
    table.row(
        format!("status stream, {VIEWERS} viewers, memory a viewer"),
        measured,
        "≤ 1.5 × bare",
        ratio <= 1.5,
    );
    table.note(format!("bare axum stream, flip to the last of {VIEWERS}, ms"), bare_ms.to_string());
    let ratio = ours_ms.median() / bare_ms.median().max(0.1);
    let measured = format!("{ours_ms}, {ratio:.2} ×");
    let met = ratio <= 2.0 && ours_ms.median() <= 250.0;
    table.row(format!("flip to the last of {VIEWERS} viewers, ms"), measured, "≤ 2 × bare and ≤ 250", met);
    Ok(())
}

/// Memory a viewer in KiB, and milliseconds from each flip to the last viewer.
async fn watched<F, Fut>(pid: u32, url: &str, path: &str, flip: F) -> Result<(f64, Sample), String>
where
    F: Fn(bool) -> Fut,
    Fut: Future<Output = Result<(), String>>,
{
    let words = |error: std::io::Error| error.to_string();
    let before = resident_kb(pid)?;
    let exe = std::env::current_exe().map_err(words)?;
    let mut client = Stopped(
        Command::new(exe)
            .args(["viewers-client", &format!("{url}{path}"), &VIEWERS.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(words)?,
    );
    let mut lines = BufReader::new(client.0.stdout.take().ok_or("no output")?).lines();
    let mut next = move || lines.next().ok_or("the client left")?.map_err(|error| error.to_string());
    if next()? != "connected" {
        return Err("the client could not connect".to_owned());
    }
    let memory = (resident_kb(pid)? - before) / f64::from(VIEWERS);
    let mut times = Sample::default();
    for turn in 0..FLIPS {
        let began = unix_micros();
        flip(turn % 2 == 0).await?;
        let last: u64 = next()?.parse().map_err(|_| "no time from the client")?;
        times.add(last.saturating_sub(began) as f64 / 1_000.0);
    }
    Ok((memory, times))
}

/// A child that is ended with its measurement.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "two processes compare instants")]
fn unix_micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or_default()
}

/// The client: opens all streams, says so, and after each event that all got, when the last one got it.
pub fn client(url: &str, count: &str) -> ExitCode {
    let run = async {
        let count: usize = count.parse().map_err(|_| "a count of viewers")?;
        let rest = url.strip_prefix("http://").ok_or("an http URL")?;
        let (host, path) = rest.split_once('/').ok_or("a path")?;
        let (got, mut events) = tokio::sync::mpsc::unbounded_channel();
        for _ in 0..count {
            let mut stream = TcpStream::connect(host).await.map_err(|error| error.to_string())?;
            let ask = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n");
            stream.write_all(ask.as_bytes()).await.map_err(|error| error.to_string())?;
            let got = got.clone();
            tokio::spawn(async move {
                let (mut buffer, mut seen) = (vec![0_u8; 16 * 1024], String::new());
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
                    while let Some(end) =
                        seen.find("event: status").and_then(|at| Some(at + seen[at..].find("\n\n")?))
                    {
                        seen.drain(..end + 2);
                        if got.send(unix_micros()).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        let (mut arrived, mut last, mut connected) = (0, 0, false);
        while let Some(at) = events.recv().await {
            (arrived, last) = (arrived + 1, last.max(at));
            if arrived == count {
                let line = if connected { last.to_string() } else { "connected".to_owned() };
                println!("{line}");
                let _ = std::io::stdout().flush();
                (arrived, last, connected) = (0, 0, true);
            }
        }
        Ok::<(), String>(())
    };
    block_on(run)
}

/// The baseline: axum, a watch channel, one text for all.
pub fn bare_server() -> ExitCode {
    let run = async {
        let (sender, _) = watch::channel(0_u64);
        let events = |State(sender): State<watch::Sender<u64>>| async move {
            let text = |turn: u64| {
                format!("{{\"phase\":\"open\",\"turn\":{turn},\"filler\":\"{}\"}}", "x".repeat(200))
            };
            let mut seen = sender.subscribe();
            seen.mark_changed();
            let stream = futures::stream::unfold(seen, move |mut seen| async move {
                seen.changed().await.ok()?;
                let turn = *seen.borrow_and_update();
                Some((Ok::<_, Infallible>(Event::default().event("status").data(text(turn))), seen))
            });
            Sse::new(stream).keep_alive(KeepAlive::default().interval(Duration::from_secs(15)))
        };
        let flip =
            |State(sender): State<watch::Sender<u64>>| async move { sender.send_modify(|turn| *turn += 1) };
        let app = Router::new().route("/events", get(events)).route("/flip", post(flip)).with_state(sender);
        let listener =
            tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
        println!("http://{}", listener.local_addr().map_err(|error| error.to_string())?);
        let _ = std::io::stdout().flush();
        axum::serve(listener, app).await.map_err(|error| error.to_string())
    };
    block_on(run)
}

fn block_on(run: impl Future<Output = Result<(), String>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
