//! How it starts, or refuses to.

use std::io::{BufRead, BufReader, Read};

use super::{Served, lull, run, text};
use crate::harness::{Caller, PASSWORD};

#[test]
fn a_bad_setting_is_one_line_and_exit_2_and_nothing_is_started() {
    let folder = tempfile::tempdir().unwrap();
    let refused = lull(folder.path(), &["serve"]).env("LULL_SESSION_HOURS", "soon").output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = text(&refused.stderr);
    assert_eq!(said, "lull: LULL_SESSION_HOURS: \"soon\" is not a whole number from 1 to 8760\n");
    assert!(!folder.path().join("data").exists());
    let refused = run(folder.path(), &["serve", "--no-such-flag"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_taken_port_is_one_line_with_its_cure_and_exit_1() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let refused = run(folder.path(), &["serve", "--addr", &addr]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.lines().count() == 1 && said.contains(&addr) && said.contains("--addr"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrators_password_is_shown_once_and_works() {
    let folder = tempfile::tempdir().unwrap();
    let first = Served::start(lull(folder.path(), &["serve"]), 2);
    let password = first.second_line.split("password ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    Caller::new(first.url.clone()).logs_in("admin", &password).await;
    let (_, log) = first.is_told_to_stop();
    assert!(log.iter().all(|line| !line.to_string().contains(&password)), "the password is in the log");
    let mut second = lull(folder.path(), &["serve"]).spawn().unwrap();
    let mut out = BufReader::new(second.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    assert!(line.contains(" serves "), "{line}");
    let pid = rustix::process::Pid::from_child(&second);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    second.wait().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "nothing is made a second time");
}

#[test]
fn the_warning_of_an_address_without_tls_is_said_however_quiet_the_log_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve", "--addr", "0.0.0.0:0"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("LULL_LOG", "error");
    let served = Served::start(command, 1);
    let (_, log) = served.is_told_to_stop();
    assert!(log.iter().any(|line| line["message"].as_str().unwrap().starts_with("UNENCRYPTED")), "{log:?}");
}
