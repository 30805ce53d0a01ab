//! `lull` itself: how it starts, refuses and leaves.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Caller, PASSWORD};

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

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_within_a_second_and_says_what_still_runs_and_what_may_be_restarted() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let flag = folder.path().join("began");
    let shell = format!("touch {}; while [ -e {} ]; do sleep 0.05; done", flag.display(), flag.display());
    let source = json!({"name": "patient", "kind": "global", "steps": [{"id": "wait", "shell": shell}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let id = admin.post("/api/v1/requests", json!({"process": "patient"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    while admin.get(&format!("/api/v1/requests/{id}")).await.json()["steps"][0]["status"] != "running"
        || !flag.exists()
    {}
    let mut events = admin.listens("/api/v1/status/events").await;
    events.next().await.unwrap();
    let (took, log) = served.is_told_to_stop();
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    let last = events.next_told().await.unwrap();
    assert_eq!((last.name.as_str(), last.json()), ("bye", json!({"why": "restart"})));
    let told = log.iter().find(|line| line["signal"] == "SIGTERM").expect("the signal is logged");
    assert_eq!((&told["running"], &told["steps"]), (&json!("patient"), &json!(1)), "{told}");
    assert!(told["restart_lull"].as_str().unwrap().starts_with("Yes"), "{told}");
    assert!(told["restart_host"].as_str().unwrap().starts_with("No"), "{told}");
    // The step goes on; the next server finds its end.
    std::fs::remove_file(flag).unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("PATH", "/usr/bin:/bin");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "succeeded");
    served.is_told_to_stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_log_line_of_a_call_carries_its_request_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("LULL_LOG", "debug");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    admin.with("x-request-id", "build-42").put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let (_, log) = served.is_told_to_stop();
    let line = log
        .iter()
        .find(|line| line["message"] == "served" && line["method"] == "PUT")
        .expect("the call is logged");
    assert_eq!(
        (&line["span"]["request_id"], &line["span"]["user"], &line["status"]),
        (&json!("build-42"), &json!("admin"), &json!(200))
    );
    assert!(log.iter().all(|line| !line.to_string().contains(&admin.token())), "a secret is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_reset_on_the_host_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD);
    let served = Served::start(command, 1);
    let reset = |words: &[&str]| {
        let done = run(folder.path(), words);
        assert!(done.status.success(), "{}", text(&done.stderr));
        text(&done.stdout).split("once: ").nth(1).unwrap().trim().to_owned()
    };
    let password = reset(&["user", "reset-password", "admin"]);
    Caller::new(served.url.clone()).logs_in("admin", &password).await;
    let status = run(folder.path(), &["ctl", "status", "--output", "json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!((&status["url"], &status["status"]["phase"]), (&json!(served.url), &json!("open")));
    served.is_told_to_stop();

    let password = reset(&["user", "reset-password", "admin"]);
    let unknown = run(folder.path(), &["user", "reset-password", "nobody"]);
    assert_eq!(unknown.status.code(), Some(1));
    let served = Served::start(lull(folder.path(), &["serve"]), 1);
    Caller::new(served.url.clone()).logs_in("admin", &password).await;
    served.is_told_to_stop();
}

#[test]
fn a_status_without_a_data_folder_or_a_database_is_one_line_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let told = |words: &str| {
        let refused = run(folder.path(), &["ctl", "status"]);
        assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(1), ""));
        let said = text(&refused.stderr);
        assert!(said.lines().count() == 1 && said.contains(words), "{said}");
    };
    told("there is no data folder ./data");
    assert!(!folder.path().join("data").exists());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    told("holds no database");
    assert_eq!(std::fs::read_dir(folder.path().join("data")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_is_told_the_holds_and_what_will_be_adopted_while_no_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = lull(folder.path(), &["serve"]);
        command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
        Served::start(command, 1)
    };
    let served = serve();
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let flag = folder.path().join("began");
    let shell = format!("touch {0}; while [ -e {0} ]; do sleep 0.05; done", flag.display());
    let source = json!({"name": "patient", "kind": "global", "steps": [{"id": "wait", "shell": shell}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let id = admin.post("/api/v1/requests", json!({"process": "patient"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    while !flag.exists() {}
    let hold = json!({"enabled": true, "reason": "index rebuild"});
    admin.put("/api/v1/maintenance", hold).await.is(200);
    served.is_told_to_stop();

    let told = run(folder.path(), &["ctl", "status"]);
    let (said, errors) = (text(&told.stdout), text(&told.stderr));
    assert_eq!(told.status.code(), Some(0), "{errors}");
    for words in [
        "no server runs on the data folder ./data\n",
        "manual hold by admin since ",
        ": index rebuild\n",
        "under way: 1 request, 1 step; the next server adopts them\n",
        &format!("  {id} patient by admin since "),
        ", at wait\n",
        "restart the host or stop the database? No: patient still runs.\n",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    let told = run(folder.path(), &["ctl", "status", "--output", "json"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    let status: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&status["pid"], &status["url"]), (&Value::Null, &Value::Null));
    assert_eq!((&status["status"]["phase"], &status["steps_running"]), (&json!("draining"), &json!(1)));
    assert_eq!(status["status"]["maintenance"]["holds"][0]["reason"], "index rebuild");
    assert_eq!(
        (&status["requests"][0]["id"], &status["restart"]["host"]["safe"]),
        (&json!(id), &json!(false))
    );

    // It only looked: the step goes on, and the next server finds its end.
    let served = serve();
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "running");
    std::fs::remove_file(flag).unwrap();
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "succeeded");
    served.is_told_to_stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_once_that_a_hold_is_overdue_and_once_that_the_gate_has_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD);
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let end = engine::Clock::system().now().plus(domain::duration::Span::from_secs(1));
    let hold = json!({"enabled": true, "estimated_end": end});
    admin.put("/api/v1/maintenance", hold).await.is(200);
    while !admin.get("/metrics").await.text.contains("lull_maintenance_overdue 1") {}
    // Each change has the status read anew.
    for message in ["soon", "very soon"] {
        admin.put("/api/v1/maintenance", json!({"enabled": true, "message": message})).await.is(200);
    }
    for _ in 0..2 {
        admin.put("/api/v1/maintenance", json!({"enabled": false})).await.is(200);
    }
    let numbers = admin.get("/metrics").await.text;
    assert!(numbers.contains("lull_openings_total 1") && numbers.contains("lull_maintenance_overdue 0"));
    let (_, log) = served.is_told_to_stop();
    let said = |words: &str, level: &str| {
        log.iter()
            .filter(|line| {
                line["message"].as_str().is_some_and(|text| text.contains(words)) && line["level"] == level
            })
            .count()
    };
    assert_eq!((said("is overdue", "WARN"), said("has opened", "INFO")), (1, 1), "{log:?}");
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
