//! The figures, each beside its baseline, medians with least and most, in one run.
//!
//! `cargo xtask bench [-- NAME …]`; with `LULL_TEST_POSTGRES` also on PostgreSQL. Nothing here passes or fails: a table says
//! what was measured, what was aimed at, and which aims were missed.

mod database;
mod enable;
mod first_step;
mod measure;
mod server;
mod starts;
mod viewers;

use std::process::ExitCode;

use measure::Table;

fn main() -> ExitCode {
    supervisor::main_if_asked();
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["connect", path] => return first_step::connect(path),
        ["viewers-client", url, count] => return viewers::client(url, count),
        ["bare-stream"] => return viewers::bare_server(),
        _ => {}
    }
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let mut table = Table::default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bench: no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        if wants("starts") {
            starts::measure(&mut table).await;
        }
        if wants("enable") {
            enable::measure(&mut table).await;
        }
        if wants("first-step") {
            first_step::measure(&mut table).await;
        }
        if wants("server") {
            server::measure(&mut table).await;
        }
        if wants("viewers") {
            viewers::measure(&mut table).await;
        }
    });
    print!("{table}");
    ExitCode::SUCCESS
}
