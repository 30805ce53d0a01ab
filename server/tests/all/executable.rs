//! `lull` itself: how it starts, refuses and leaves.

mod host;
mod log;
mod modes;
mod starts;
mod stops;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

fn lull(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lull"));
    command
        .args(words)
        .current_dir(folder)
        .env_clear()
        .env("LULL_ADDR", "127.0.0.1:0")
        .env("LULL_LOG_FORMAT", "json");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    lull(folder, words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A server that said where it serves.
struct Served {
    child: Child,
    url: String,
    second_line: String,
}

impl Served {
    fn start(mut command: Command, lines: usize) -> Self {
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut read = || {
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let first = read();
        let url = first
            .split(" serves ")
            .nth(1)
            .unwrap_or_else(|| panic!("it did not start: {first:?}"))
            .to_owned();
        let second_line = if lines > 1 { read() } else { String::new() };
        Self { child, url, second_line }
    }

    /// Sends SIGTERM; how long it took to end, and what it logged.
    fn is_told_to_stop(mut self) -> (Duration, Vec<Value>) {
        let pid = rustix::process::Pid::from_child(&self.child);
        #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
        let began = Instant::now();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        let took = began.elapsed();
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        (
            took,
            log.lines()
                .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
                .collect(),
        )
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that was told to stop has gone; a test that failed leaves nobody behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
