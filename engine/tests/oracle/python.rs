//! The oracles: scripts for Python, which answer what they are asked on their input.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

const ZONES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/oracle.py");
const FEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/feed.py");

/// What the oracle of zones says when it is started with these words and reads this.
pub fn answers(words: &[&str], questions: &str) -> String {
    ask(ZONES, words, questions)
}

/// When the events of a calendar take place, in every reading of it.
pub fn occurrences(words: &[&str], calendar: &str) -> String {
    ask(FEED, words, calendar)
}

fn ask(script: &str, words: &[&str], questions: &str) -> String {
    let python = std::env::var("LULL_ORACLE_PYTHON").expect(
        "LULL_ORACLE_PYTHON should name a Python that has the packages of engine/tests/oracle/requirements.txt; \
         `cargo xtask with-postgres -- cargo test -p engine` sets it up",
    );
    // Isolated: no setting of the host reaches it.
    let mut command = Command::new(python);
    command.args(["-I", script]).args(words).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut oracle = command.spawn().expect("LULL_ORACLE_PYTHON should name a program that starts");
    let mut input = oracle.stdin.take().unwrap();
    let output = thread::scope(|scope| {
        // Beside the reading, so that neither pipe fills up while the other one waits.
        scope.spawn(move || input.write_all(questions.as_bytes()));
        oracle.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "the oracle fell silent ({}); its words are above", output.status);
    String::from_utf8(output.stdout).unwrap()
}
