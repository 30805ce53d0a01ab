//! Viewers of the status stream, against a bare axum stream: memory a viewer, and from a flip to the last viewer.
//!
//! Servers and the client each run in a process of their own.

mod client;
mod held;

use std::convert::Infallible;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::{get, post};
use axum::{Router, extract::State};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::watch;

pub use self::client::client;
pub use self::held::Held;
use crate::measure::{Sample, Table, wall};
use crate::server::{self, Lull, resident_kb};
use crate::status::STREAM;

pub const VIEWERS: u32 = 5_000;
const FLIPS: usize = 10;

pub async fn measure(table: &mut Table) {
    if let Err(error) = both(table).await {
        table.note("viewers", format!("could not be measured: {error}"));
    }
}

async fn both(table: &mut Table) -> Result<(), String> {
    let lull = Lull::start().await?;
    let session = lull.log_in().await?;
    let (ours_kb, ours_ms) = watched(lull.pid(), &format!("{}{STREAM}", lull.url), |on| {
        let session = session.clone();
        async move { session.maintenance(on).await }
    })
    .await?;
    drop(lull);
    let (bare_kb, bare_ms) = bare().await?;
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

/// The baseline's memory a viewer in KiB, and milliseconds from each flip to the last viewer.
pub async fn bare() -> Result<(f64, Sample), String> {
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
    let client = server::client()?;
    let flip = format!("{url}/flip");
    watched(bare.0.id(), &format!("{url}/events"), |_| {
        let (client, flip) = (client.clone(), flip.clone());
        async move { client.post(flip).send().await.map(drop).map_err(|error| error.to_string()) }
    })
    .await
}

/// Memory a viewer in KiB, and milliseconds from each flip to the last viewer.
async fn watched<F, Fut>(pid: u32, url: &str, flip: F) -> Result<(f64, Sample), String>
where
    F: Fn(bool) -> Fut,
    Fut: Future<Output = Result<(), String>>,
{
    let before = resident_kb(pid)?;
    let viewers = Held::open(url, VIEWERS)?;
    let memory = (resident_kb(pid)? - before) / f64::from(VIEWERS);
    let mut times = Sample::default();
    for turn in 0..FLIPS {
        let on = turn % 2 == 0;
        let began = wall();
        flip(on).await?;
        let known = viewers.until(if on { "quiet" } else { "open" })?;
        times.add_time(known.last.since(began).to_std());
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

/// The baseline: axum, a watch channel, one text for all.
pub fn bare_server() -> ExitCode {
    let run = async {
        let (sender, _) = watch::channel(0_u64);
        let events = |State(sender): State<watch::Sender<u64>>| async move {
            let text = |turn: u64| {
                let phase = if turn.is_multiple_of(2) { "open" } else { "quiet" };
                format!("{{\"phase\":\"{phase}\",\"turn\":{turn},\"filler\":\"{}\"}}", "x".repeat(200))
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

/// Raises the soft limit of open files to the hard one, but not beyond what a server of Lull asks for.
fn raise_open_files() {
    const MOST: u64 = 65_536;
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.unwrap_or(MOST).min(MOST);
    if limit.current.is_some_and(|current| current < wanted) {
        // One that stays too low shows in streams that cannot be opened.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum });
    }
}

fn block_on(run: impl Future<Output = Result<(), String>>) -> ExitCode {
    raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
