//! What goes wrong, told in words and codes.

use crate::harness::{HELLO, Port, Server, lull};

#[test]
fn faults_of_a_definition_are_told_at_their_line_and_column() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("bad.yaml", "name: bad\nkind: global\nsteps:\n  - id: a\n    shell: true\n    timeout: 10x\n  - id: b\n    needs: [nobody]\n    shell: echo\n");
    for verb in ["create", "check"] {
        let ran = admin.runs(&["process", verb, "-f", "bad.yaml"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran:?}");
        let faults: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("bad.yaml:")).collect();
        assert!(
            faults.iter().any(|fault| fault.starts_with("bad.yaml:6:14: ") && fault.contains("10x")),
            "{ran:?}"
        );
        assert!(
            faults.iter().any(|fault| fault.starts_with("bad.yaml:8:") && fault.contains("nobody")),
            "{ran:?}"
        );
    }
    assert_eq!(admin.asks(&["process", "list"])["items"].as_array().unwrap().len(), 0);
    assert_eq!(admin.runs(&["process", "create", "-f", "no-such-file.yaml"]).code, 2);
}

#[test]
fn a_new_version_is_saved_from_a_file_and_a_stale_one_is_not() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    admin.writes("next.yaml", &HELLO.replace("hello $WHO", "good day $WHO"));
    assert!(admin.does(&["process", "update", "-f", "next.yaml"]).contains("hello is at version 2"));
    assert_eq!(admin.does(&["process", "show", "hello", "--source", "--version", "1"]), HELLO);
    let stale = admin.runs(&["process", "update", "hello", "-f", "definition.yaml", "--based-on", "1"]);
    assert_eq!(stale.code, 1, "{stale:?}");
    assert_eq!(admin.asks(&["process", "versions", "hello"])["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_missing_input_is_told_beside_its_name() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines("name: needs\nkind: global\ninputs:\n  - { name: day, required: true }\nsteps:\n  - id: a\n    shell: true\n");
    let ran = admin.runs(&["request", "run", "needs", "-i", "dya=1"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("\n  inputs.day: ") && ran.err.contains("\n  inputs.dya: "), "{ran:?}");
    assert_eq!(
        admin.asks(&["request", "list"])["items"].as_array().unwrap().len(),
        0,
        "a fault makes no record"
    );
}

#[test]
fn a_secret_comes_from_the_environment_and_a_file_gives_its_text() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines("name: both\nkind: global\ninputs:\n  - { name: notes }\n  - { name: key, secret: true }\nsteps:\n  - id: a\n    shell: printf '%s|%s' \"$NOTES\" \"$KEY\"\n    env: { NOTES: \"{{ inputs.notes }}\", KEY: \"{{ inputs.key }}\" }\n");
    admin.writes("notes.txt", "line one\n$(id)");
    let mut command = admin.command(&[
        "request",
        "run",
        "both",
        "--input-file",
        "notes=@notes.txt",
        "--secret",
        "key=MY_KEY",
        "--wait",
        "--output",
        "json",
    ]);
    let ran = crate::harness::Ran::of(&command.env("MY_KEY", "canary-7731").output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.out.contains("canary-7731"), "{ran:?}");
    let id = crate::harness::text(&ran.json()["id"]);
    let log = admin.does(&["request", "log", &id, "--step", "a"]);
    assert!(log.starts_with("line one\n$(id)|") && !log.contains("canary"), "{log}");
    let twice = admin.runs(&["request", "run", "both", "-i", "key=1", "--secret", "key=PATH"]);
    assert_eq!(twice.code, 2, "{twice:?}");
}

#[test]
fn what_is_not_there_is_said_in_words() {
    let server = Server::start();
    let admin = server.admin();
    for args in [
        &["process", "show", "nothing"][..],
        &["request", "run", "nothing"],
        &["request", "show", "req_00000000000000000000000000000001"],
        &["task", "show", "task_00000000000000000000000000000001"],
    ] {
        let ran = admin.runs(args);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{args:?}: {ran:?}");
        assert!(ran.err.starts_with("lull: "), "{args:?}: {ran:?}");
    }
    let no_id = admin.runs(&["request", "show", "hello"]);
    assert_eq!(no_id.code, 2, "{no_id:?}");
    assert!(no_id.err.contains("a request's id"), "{no_id:?}");
}

#[test]
fn a_server_that_is_not_there_is_one_clear_line() {
    let port = Port::take();
    let url = format!("http://{}", port.addr);
    let output = lull().args(["status", "--url", &url]).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert_eq!(
        err,
        format!(
            "lull: cannot reach Lull at {url} (connection refused): is it running, and is LULL_URL right?\n"
        )
    );
}

#[test]
fn a_bad_address_or_token_is_a_usage_error_before_anything_is_sent() {
    for (name, value) in
        [("LULL_URL", "not a url"), ("LULL_URL", "http://host/path"), ("LULL_TOKEN", "two words")]
    {
        let output = lull().arg("status").env(name, value).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.starts_with(&format!("lull: {name}")) && err.lines().count() == 1, "{err}");
    }
}
