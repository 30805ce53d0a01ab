//! The private PostgreSQL: it is there while it is wanted, and gone however xtask ends.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

fn xtask(script: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["with-postgres", "--", "sh", "-c", script]);
    command
}

/// `postgres://postgres:PASSWORD@127.0.0.1:PORT/postgres` → `127.0.0.1:PORT`.
fn address(url: &str) -> &str {
    let from = url.find('@').map_or(0, |at| at + 1);
    url[from..].split('/').next().unwrap_or_default()
}

fn is_gone(address: &str) -> bool {
    (0..200).any(|_| {
        std::thread::park_timeout(Duration::from_millis(50));
        TcpStream::connect(address).is_err()
    })
}

#[test]
fn the_cluster_takes_its_password_with_fsync_on_and_is_gone_afterwards() {
    let script = "printf '%s\\n' \"$LULL_TEST_POSTGRES\"; psql \"$LULL_TEST_POSTGRES\" -Atc 'show fsync'";
    let output = xtask(script).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    let [url, fsync] = words.lines().collect::<Vec<_>>()[..] else { panic!("{words}") };
    assert_eq!(fsync, "on");
    assert!(is_gone(address(url)));
}

#[test]
fn nobody_gets_in_without_the_password() {
    let script =
        "psql \"$(printf '%s' \"$LULL_TEST_POSTGRES\" | sed 's/:[0-9a-f]*@/:wrong@/')\" -c 'select 1'";
    let output = xtask(script).output().unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("password authentication failed"), "{words}");
}

#[test]
fn the_cluster_is_gone_when_xtask_is_killed() {
    // The command waits for an input that never comes.
    let mut command = xtask("printf '%s\\n' \"$LULL_TEST_POSTGRES\"; read line");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    assert!(TcpStream::connect(address(&url)).is_ok());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(is_gone(address(&url)));
}
