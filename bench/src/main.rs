//! The figures, each beside its baseline, medians with least and most, in one run.
//!
//! `cargo xtask bench [-- NAME …]`; with `LULL_TEST_POSTGRES` also on PostgreSQL. Nothing here passes or fails: a table says
//! what was measured, what was aimed at, and which aims were missed.

mod cluster;
mod database;
mod enable;
mod first_load;
mod first_step;
mod herd;
mod journal;
mod measure;
mod month;
mod offline;
mod recurrence;
mod server;
mod starts;
mod status;
mod viewers;

use std::process::ExitCode;

use measure::Table;

const USAGE: &str = "\
cargo xtask bench [-- NAME …]   measure all, or what is named:

  starts      durable starts a second, against raw gated commits
  enable      Enable under writers
  first-step  from the call to a step's first instruction, against fork and exec
  server      start to ready, idle memory, first load
  viewers     5,000 readers of the status stream, against a bare stream
  offline     a window's start to offline, reopening to open, a database that hangs
  journal     appends a second of the journal, against write and sync by one thread
  herd        5,000 readers through windows, 10,000 tabs that come back at once
  recurrence  instants a second against python-dateutil, the next one, a month of 10,000 series";

const NAMES: [&str; 9] =
    ["starts", "enable", "first-step", "server", "viewers", "offline", "journal", "herd", "recurrence"];

fn main() -> ExitCode {
    supervisor::main_if_asked();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["connect", path] => return first_step::connect(path),
        ["viewers-client", url, count] => return viewers::client(url, count),
        ["bare-stream"] => return viewers::bare_server(),
        _ => {}
    }
    if let Some(word) = words.iter().find(|word| !NAMES.contains(word)) {
        eprintln!("bench: there is no figure {word}\n\n{USAGE}");
        return ExitCode::from(2);
    }
    // An error means that it was chosen before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bench: no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut table = Table::default();
    runtime.block_on(measure_all(&words, &mut table));
    print!("{table}");
    ExitCode::SUCCESS
}

/// Measures what is wanted, or everything.
async fn measure_all(wanted: &[&str], table: &mut Table) {
    let wants = |name: &str| wanted.is_empty() || wanted.contains(&name);
    if wants("starts") {
        starts::measure(table).await;
    }
    if wants("enable") {
        enable::measure(table).await;
    }
    if wants("first-step") {
        first_step::measure(table).await;
    }
    if wants("server") {
        server::measure(table).await;
    }
    if wants("viewers") {
        viewers::measure(table).await;
    }
    if wants("offline") {
        offline::measure(table).await;
    }
    if wants("journal") {
        journal::measure(table).await;
    }
    if wants("herd") {
        herd::measure(table).await;
    }
    if wants("recurrence") {
        recurrence::measure(table).await;
    }
}
