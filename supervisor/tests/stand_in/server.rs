//! Stands in for `lull`: a supervisor when asked to be one; a server that starts one
//! attempt and then waits to be killed; a step that tells when it came up.

#![expect(clippy::unwrap_used, reason = "a stand-in of the tests may panic")]

use rustix::time::{ClockId, clock_gettime};
use std::io::{Read, Write};
use supervisor::{Attempt, Created, Spec};

fn main() {
    supervisor::main_if_asked();
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some("serve") => serve(&arguments[2]),
        Some("tell-time") => {
            let now = clock_gettime(ClockId::Monotonic);
            println!("{}", now.tv_sec * 1_000_000_000 + now.tv_nsec);
        }
        other => unreachable!("not a stand-in for {other:?}"),
    }
}

/// Starts the attempt whose spec comes on standard input, says so, and stays.
fn serve(dir: &str) {
    let mut spec = Vec::new();
    std::io::stdin().read_to_end(&mut spec).unwrap();
    let spec: Spec = serde_json::from_slice(&spec).unwrap();
    let (Created::New(attempt) | Created::Exists(attempt)) = Attempt::create(dir).unwrap();
    attempt.spawn(&spec).unwrap();
    println!("started");
    std::io::stdout().flush().unwrap();
    loop {
        std::thread::park();
    }
}
