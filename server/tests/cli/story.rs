//! The whole path: log in, define, run, close, be refused, open, run.

use crate::harness::{HELLO, SIGN_OFF, Server, text};

#[test]
fn a_newcomer_logs_in_defines_a_process_and_runs_it() {
    let server = Server::start();
    let admin = server.admin();
    assert!(admin.does(&["status"]).starts_with("Open: everything may start."));
    assert!(admin.does(&["process", "list"]).contains("lull process create -f FILE"));

    admin.writes("hello.yaml", HELLO);
    assert!(
        admin
            .does(&["process", "check", "-f", "hello.yaml"])
            .contains("hello.yaml is in order: hello with 1 step")
    );
    assert!(admin.does(&["process", "create", "-f", "hello.yaml"]).contains("lull request run hello"));

    let ran = admin.runs(&["request", "run", "hello", "-i", "who=Ada", "--wait"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("hello req_") && ran.out.contains(": succeeded after"), "{ran:?}");

    let list = admin.asks(&["request", "list", "--process", "hello"]);
    let id = text(&list["items"][0]["id"]);
    assert_eq!(admin.does(&["request", "log", &id, "--step", "greet"]), "hello Ada\n");
    let shown = admin.does(&["request", "show", &id]);
    assert!(
        shown.starts_with("hello: Succeeded\n") && shown.contains("greet") && shown.contains("UTC"),
        "{shown}"
    );
}

#[test]
fn a_log_is_followed_to_its_end_with_each_line_under_its_step() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines("name: two\nkind: global\nsteps:\n  - id: one\n    shell: printf 'a\\nb\\nlast'\n  - id: two\n    needs: [one]\n    shell: echo c\n");
    let ran = admin.runs(&["request", "run", "two", "--follow"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let log: Vec<&str> = ran.out.lines().filter(|line| line.contains(" | ")).collect();
    assert!(
        log.starts_with(&["one | a", "one | b"]) && log.contains(&"one | last") && log.contains(&"two | c"),
        "{ran:?}"
    );
    assert!(ran.out.lines().last().unwrap().contains("succeeded after"), "{ran:?}");
    assert!(ran.err.contains("one succeeded") && ran.err.contains("two succeeded"), "{ran:?}");
}

#[test]
fn a_run_under_a_hold_could_not_start_and_runs_when_it_opens() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);

    let on = admin.does(&[
        "maintenance",
        "on",
        "--reason",
        "index rebuild",
        "--message",
        "Back soon",
        "--until",
        "2h",
    ]);
    assert!(on.starts_with("Maintenance mode is on: nothing new starts.") && on.contains("by admin"), "{on}");
    assert!(on.contains("UTC (in ") && on.contains("index rebuild") && on.contains("Back soon"), "{on}");
    assert!(admin.does(&["status"]).starts_with("Quiet: nothing new starts, and nothing runs."));

    let refused = admin.runs(&["request", "run", "hello", "--wait"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert_eq!(refused.out, "");
    for words in [
        "Could Not Start: hello",
        "placed by admin",
        "index rebuild",
        "as its owner estimates",
        "lull request run-when-open req_",
    ] {
        assert!(refused.err.contains(words), "{words} is not in {refused:?}");
    }
    let refused = admin.runs(&["request", "run", "hello", "--output", "json"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    let problem = refused.json();
    assert_eq!(problem["type"], "/problems/could-not-start");
    assert_eq!(problem["rule"], "process");
    let id = text(&problem["request"]["id"]);
    let missed = admin.asks(&["missed", "list"]);
    assert_eq!(missed["items"][0]["count"], 2, "{missed}");
    assert!(admin.does(&["missed", "list"]).contains("lull request run-when-open REQUEST"));

    let waiting = admin.asks(&["request", "run-when-open", &id]);
    assert_eq!(waiting["status"], "waiting_for_open");
    let waits = admin.begins(&["request", "show", &text(&waiting["id"]), "--wait", "--output", "json"]);
    assert!(
        admin.does(&["maintenance", "off"]).starts_with("Maintenance mode is off: everything may start.")
    );
    let ran = crate::harness::Ran::of(&waits.wait_with_output().unwrap());
    assert_eq!((ran.code, text(&ran.json()["status"])), (0, "succeeded".to_owned()), "{ran:?}");
    let again = admin.runs(&["request", "repeat", &id, "--wait"]);
    assert_eq!(again.code, 0, "{again:?}");
}

#[test]
fn a_bypass_runs_under_a_hold_and_says_why() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    admin.does(&["maintenance", "on"]);
    let ran = admin.runs(&[
        "request",
        "run",
        "hello",
        "--bypass",
        "the shop is down",
        "--wait",
        "--output",
        "json",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["bypass"]["reason"], "the shop is down");
    assert!(admin.does(&["audit", "list", "--action", "request."]).contains("the shop is down"));
}

#[test]
fn a_task_of_a_running_request_is_answered_under_a_hold() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(SIGN_OFF);
    let id = admin.starts("sign-off");
    let task = admin.finds_the_task_of(&id);
    admin.does(&["maintenance", "on"]);
    assert!(admin.does(&["task", "list"]).contains("Is the report right?"));
    assert!(admin.does(&["task", "show", &task]).contains("lull task respond"));
    let said = admin.does(&["task", "respond", &task, "succeeded", "--comment", "checked"]);
    assert!(said.contains("ask of sign-off is answered: succeeded"), "{said}");
    assert_eq!(admin.asks(&["request", "show", &id, "--wait"])["status"], "succeeded");
    assert_eq!(admin.does(&["task", "list"]), "Nobody is waited for.\n");
}

#[test]
fn a_request_for_later_waits_for_its_instant() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    let made = admin.asks(&["request", "run", "hello", "--at", "3d"]);
    assert_eq!(made["status"], "scheduled");
    let line = admin.does(&["request", "run", "hello", "--at", "2h"]);
    assert!(line.contains(": scheduled for ") && line.contains("UTC (in "), "{line}");
    let past = admin.runs(&["request", "run", "hello", "--at", "2020-01-01T00:00:00Z"]);
    assert_eq!(past.code, 1, "{past:?}");
    let cancelled = admin.asks(&["request", "cancel", &text(&made["id"]), "--wait"]);
    assert_eq!(cancelled["status"], "cancelled");
}
