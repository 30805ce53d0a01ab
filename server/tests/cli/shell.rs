//! The shell around it: help, completions, pipes, terminals, and servers that are not quite there.

use std::process::Stdio;

use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{Ran, lull};

/// Every client command, as contract.md and this issue name them.
const COMMANDS: [&[&str]; 36] = [
    &["login"],
    &["status"],
    &["drain"],
    &["maintenance", "on"],
    &["maintenance", "off"],
    &["maintenance", "status"],
    &["process", "list"],
    &["process", "show"],
    &["process", "create"],
    &["process", "update"],
    &["process", "check"],
    &["process", "versions"],
    &["request", "run"],
    &["request", "list"],
    &["request", "show"],
    &["request", "log"],
    &["request", "cancel"],
    &["request", "repeat"],
    &["request", "run-when-open"],
    &["task", "list"],
    &["task", "show"],
    &["task", "respond"],
    &["user", "list"],
    &["user", "add"],
    &["user", "edit"],
    &["token", "list"],
    &["token", "make"],
    &["token", "revoke"],
    &["audit", "list"],
    &["feed", "add"],
    &["feed", "list"],
    &["feed", "revoke"],
    &["blackout", "import"],
    &["missed", "list"],
    &["settings", "get"],
    &["settings", "set"],
];

#[test]
fn every_command_explains_itself_and_takes_server_token_and_output() {
    for command in COMMANDS {
        let ran = Ran::of(&lull().args(command).arg("--help").output().unwrap());
        assert_eq!(ran.code, 0, "{command:?}: {ran:?}");
        for flag in ["--url", "LULL_URL", "--token", "LULL_TOKEN", "--output"] {
            assert!(ran.out.contains(flag), "{command:?} does not tell {flag}: {}", ran.out);
        }
        let first = ran.out.lines().next().unwrap_or_default();
        assert!(
            !first.is_empty() && !first.starts_with("Usage"),
            "{command:?} does not say what it does: {first}"
        );
    }
    let root = Ran::of(&lull().arg("--help").output().unwrap());
    assert!(
        root.out.contains("export LULL_TOKEN=$(lull login)")
            && root.out.contains("3 when maintenance refused it")
    );
}

#[test]
fn shells_are_given_completions_that_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Ran::of(&lull().args(["completions", shell]).output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.contains("run-when-open") && ran.out.contains("maintenance"), "{shell}");
    }
    assert_eq!(Ran::of(&lull().args(["completions", "powershell"]).output().unwrap()).code, 2);
}

#[test]
fn a_reader_that_went_away_is_no_panic() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = lull().args(["completions", "bash"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    let ran = Ran::of(&output);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
}

#[test]
fn without_a_terminal_a_password_is_asked_for_in_vain_and_says_so() {
    let mut command = std::process::Command::new("setsid");
    command
        .arg("--wait")
        .arg(lull().get_program())
        .args(["login", "--username", "admin"])
        .stdin(Stdio::null());
    let ran = Ran::of(&command.output().unwrap());
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("is asked for at a terminal, and there is none"), "{ran:?}");
}

async fn answers(status: u16, kind: &str, body: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(body.as_bytes().to_vec(), kind);
    Mock::given(wiremock::matchers::any()).respond_with(answer).mount(&server).await;
    server
}

async fn runs(server: &MockServer, args: &[&str]) -> Ran {
    let mut command = lull();
    command.args(args).env("LULL_URL", server.uri()).env("LULL_TOKEN", "secret-token");
    Ran::of(&tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap())
}

#[tokio::test]
async fn while_offline_a_command_ends_with_three() {
    let body = r#"{"type": "/problems/offline", "title": "Offline", "status": 503, "detail": "Lull is offline for maintenance until about 04:00 UTC."}"#;
    let server = answers(503, "application/problem+json", body).await;
    for args in
        [&["request", "run", "hello"][..], &["request", "list"], &["drain", "--wait"], &["maintenance", "on"]]
    {
        let ran = runs(&server, args).await;
        assert_eq!(ran.code, 3, "{args:?}: {ran:?}");
        assert!(ran.err.starts_with("lull: Lull is offline for maintenance"), "{ran:?}");
    }
    let ran = runs(&server, &["request", "list", "--output", "json"]).await;
    assert_eq!(ran.json()["type"], "/problems/offline");
}

#[tokio::test]
async fn an_unsure_outcome_is_no_success() {
    for kind in ["not-enabled", "outcome-unknown"] {
        let body = format!(
            r#"{{"type": "/problems/{kind}", "title": "T", "status": 503, "detail": "It may be in force."}}"#
        );
        let server = answers(503, "application/problem+json", &body).await;
        let ran = runs(&server, &["maintenance", "on"]).await;
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
        assert!(ran.err.contains("It may be in force."), "{ran:?}");
    }
}

#[tokio::test]
async fn something_that_is_not_lull_is_told_from_it() {
    let page = answers(200, "text/html", "<html>welcome</html>").await;
    let missing = answers(404, "text/html", "<html>not found</html>").await;
    for server in [page, missing] {
        let ran = runs(&server, &["status"]).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.contains("does not answer as Lull does") && ran.err.lines().count() == 1, "{ran:?}");
    }
}

#[tokio::test]
async fn a_token_is_never_sent_on_to_another_host() {
    let other = answers(200, "application/json", "{}").await;
    let server = MockServer::start().await;
    let on = ResponseTemplate::new(301).insert_header("location", format!("{}/api/v1/status", other.uri()));
    Mock::given(method("GET")).and(path("/api/v1/status")).respond_with(on).mount(&server).await;
    let ran = runs(&server, &["status"]).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("sends on to"), "{ran:?}");
    assert!(other.received_requests().await.unwrap().is_empty());
    let asked = server.received_requests().await.unwrap();
    assert_eq!(asked[0].headers["authorization"], "Bearer secret-token");
}

#[tokio::test]
async fn names_from_the_server_cannot_steer_the_terminal() {
    let body = r#"{"items": [{"id": "task_00000000000000000000000000000001", "request": "req_00000000000000000000000000000001", "process": "a\u001b]0;owned\u0007",
        "step": "s", "prompt": "p\u001b[2J", "role": null, "comment": "optional", "opened": "2026-12-05T00:00:00Z", "deadline": null, "answer": null}], "next": null}"#;
    let server = answers(200, "application/json", body).await;
    let ran = runs(&server, &["task", "list"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("owned") && !ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'),
        "{ran:?}"
    );
    let exact = runs(&server, &["task", "list", "--output", "json"]).await;
    assert_eq!(exact.out.trim_end(), body, "scripts get exactly what was sent");
}
