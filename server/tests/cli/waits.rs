//! Commands that wait, and the codes they end with.

use std::io::{BufRead, BufReader, Read};

use crate::harness::{HELLO, Ran, SIGN_OFF, Server};

#[test]
fn drain_ends_with_two_without_a_hold_four_when_time_is_up_and_zero_when_quiet() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(SIGN_OFF);

    let open = admin.runs(&["drain", "--wait"]);
    assert_eq!(open.code, 2, "{open:?}");
    assert!(open.err.contains("no hold is in force"), "{open:?}");
    assert_eq!(admin.runs(&["drain"]).code, 0);

    let id = admin.starts("sign-off");
    let task = admin.finds_the_task_of(&id);
    admin.does(&["maintenance", "on"]);
    let up = admin.runs(&["drain", "--wait", "--timeout", "200ms"]);
    assert_eq!(up.code, 4, "{up:?}");
    for words in [
        "Draining",
        &id,
        "sign-off",
        "when a person answers task_",
        "Restart Lull?",
        "No: sign-off still runs.",
    ] {
        assert!(up.out.contains(words), "{words} is not in {up:?}");
    }
    assert!(up.err.contains("timed out after 200ms: 1 request still under way"), "{up:?}");

    let mut waits = admin.begins(&["drain", "--wait", "--timeout", "1m"]);
    let mut news = BufReader::new(waits.stderr.take().unwrap());
    let mut line = String::new();
    news.read_line(&mut line).unwrap();
    assert!(line.contains("waiting for sign-off (ask)"), "{line}");
    admin.does(&["task", "respond", &task, "succeeded"]);
    let quiet = Ran::of(&waits.wait_with_output().unwrap());
    assert_eq!(quiet.code, 0, "{quiet:?}");
    assert!(
        quiet.out.starts_with("Quiet: a hold is in force") && quiet.out.contains("Yes: quiet"),
        "{quiet:?}"
    );
    news.read_to_string(&mut line).unwrap();
}

#[test]
fn a_drain_whose_hold_is_lifted_meanwhile_is_not_taken_for_quiet() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(SIGN_OFF);
    let id = admin.starts("sign-off");
    admin.does(&["maintenance", "on"]);
    let mut waits = admin.begins(&["drain", "--wait"]);
    let mut news = BufReader::new(waits.stderr.take().unwrap());
    let mut line = String::new();
    news.read_line(&mut line).unwrap();
    assert!(line.contains("waiting for sign-off"), "{line}");
    admin.does(&["maintenance", "off"]);
    let lifted = Ran::of(&waits.wait_with_output().unwrap());
    assert_eq!(lifted.code, 2, "{lifted:?}");
    admin.does(&["request", "cancel", &id, "--wait"]);
}

#[test]
fn maintenance_on_waits_for_quiet_itself() {
    let server = Server::start();
    let admin = server.admin();
    let ran = admin.runs(&["maintenance", "on", "--wait", "--timeout", "1m", "--output", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["quiet"], true);
    let usage = admin.runs(&["maintenance", "on", "--timeout", "1m"]);
    assert_eq!(usage.code, 2, "--timeout without --wait: {usage:?}");
}

#[test]
fn a_waiting_run_ends_as_its_request_did() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines("name: fails\nkind: global\nsteps:\n  - id: boom\n    shell: exit 7\n");
    admin.defines(SIGN_OFF);
    let failed = admin.runs(&["request", "run", "fails", "--wait"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert!(failed.out.contains(": failed after") && failed.err.contains("boom failed"), "{failed:?}");
    let shown = admin.asks(&["request", "list", "--status", "failed"]);
    assert_eq!(shown["items"].as_array().unwrap().len(), 1);

    let up = admin.runs(&["request", "run", "sign-off", "--timeout", "300ms", "--output", "json"]);
    assert_eq!(up.code, 4, "{up:?}");
    assert_eq!(up.json()["status"], "running");
    let id = crate::harness::text(&up.json()["id"]);
    assert!(up.err.contains(&format!("the request goes on:  lull request show {id}")), "{up:?}");
    let cancelled = admin.runs(&["request", "cancel", &id, "--wait"]);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    assert!(cancelled.out.contains(": cancelled after"), "{cancelled:?}");
}

#[test]
fn a_waiting_run_outlasts_a_restart_of_the_server() {
    let mut server = Server::start();
    let admin = server.admin();
    admin.defines(SIGN_OFF);
    let id = admin.starts("sign-off");
    let task = admin.finds_the_task_of(&id);
    let mut waits = admin.begins(&["request", "show", &id, "--wait"]);
    let mut news = BufReader::new(waits.stderr.take().unwrap()).lines();
    assert!(news.next().unwrap().unwrap().contains(&task));
    server.stops();
    assert!(news.next().unwrap().unwrap().contains("waiting for it to come back"));
    let server = server.starts_again();
    assert!(news.next().unwrap().unwrap().contains("the server answers again"));
    admin.does(&["task", "respond", &task, "succeeded"]);
    let ran = Ran::of(&waits.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    drop(server);
}

#[test]
fn a_followed_log_goes_on_after_a_restart_and_repeats_nothing() {
    let mut server = Server::start();
    let admin = server.admin();
    admin.defines("name: both\nkind: global\nsteps:\n  - id: first\n    shell: echo before\n  - id: ask\n    needs: [first]\n    manual: { prompt: Go on? }\n  - id: second\n    needs: [ask]\n    shell: echo after\n");
    let id = admin.starts("both");
    let task = admin.finds_the_task_of(&id);
    let mut follows = admin.begins(&["request", "log", &id, "--follow"]);
    let mut lines = BufReader::new(follows.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "first | before");
    server.stops();
    let server = server.starts_again();
    admin.does(&["task", "respond", &task, "succeeded"]);
    assert_eq!(lines.next().unwrap().unwrap(), "second | after");
    assert!(lines.next().is_none());
    assert!(follows.wait().unwrap().success());
    drop(server);
}

#[test]
fn a_finished_request_is_waited_for_no_longer() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    assert_eq!(admin.runs(&["request", "run", "hello", "--wait"]).code, 0);
    let id = crate::harness::text(&admin.asks(&["request", "list"])["items"][0]["id"]);
    assert_eq!(admin.runs(&["request", "show", &id, "--wait", "--timeout", "1m"]).code, 0);
    assert_eq!(admin.does(&["request", "log", &id, "--follow"]), "greet | hello world\n");
}
