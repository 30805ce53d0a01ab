//! What scripts read: JSON and nothing else.

use crate::harness::{HELLO, Server, text};

#[test]
fn every_reading_command_gives_the_apis_json() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    admin.does(&["request", "run", "hello", "--wait"]);
    for args in [
        &["process", "list"][..],
        &["process", "versions", "hello"],
        &["request", "list", "--limit", "1"],
        &["task", "list", "--answered"],
        &["missed", "list"],
        &["user", "list"],
        &["token", "list"],
        &["audit", "list", "--action", "process."],
    ] {
        let answer = admin.asks(args);
        assert!(answer["items"].is_array() && answer.get("next").is_some(), "{args:?}: {answer}");
    }
    assert_eq!(admin.asks(&["process", "show", "hello"])["definition"]["steps"][0]["id"], "greet");
    assert_eq!(admin.asks(&["status"])["phase"], "open");
    assert_eq!(admin.asks(&["drain"])["held"], false);
    assert_eq!(admin.asks(&["maintenance", "status"])["enabled"], false);
    assert_eq!(admin.asks(&["settings", "get"])["enable_maintenance_mode"], false);
}

#[test]
fn a_list_goes_on_at_its_cursor() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    let ids = [admin.starts("hello"), admin.starts("hello")];
    let first = admin.asks(&["request", "list", "--limit", "1"]);
    let rest = admin.asks(&["request", "list", "--limit", "1", "--cursor", &text(&first["next"])]);
    assert_eq!([text(&rest["items"][0]["id"]), text(&first["items"][0]["id"])], ids);
    let told = admin.runs(&["request", "list", "--limit", "1"]);
    assert!(told.err.contains(&format!("More follow: add --cursor {}", text(&first["next"]))), "{told:?}");
}

#[test]
fn settings_are_read_and_changed_by_name() {
    let server = Server::start();
    let admin = server.admin();
    assert!(admin.does(&["settings", "set", "keep_days=7", "opening_pace=9"]).contains("keep_days"));
    assert_eq!(admin.does(&["settings", "get", "keep_days"]), "7\n");
    assert_eq!(admin.asks(&["settings", "get"])["opening_pace"], 9);
    let unknown = admin.runs(&["settings", "set", "colour=blue"]);
    assert_eq!(unknown.code, 1, "{unknown:?}");
    assert!(unknown.err.contains("colour"), "{unknown:?}");
    assert_eq!(admin.runs(&["settings", "get", "colour"]).code, 2);
    admin.does(&["settings", "set", "enable_maintenance_mode=true"]);
    assert_eq!(admin.asks(&["maintenance", "status"])["enabled"], true);
}

#[test]
fn a_followed_log_is_a_line_of_json_for_each_piece_and_the_request_last() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    let ran = admin.runs(&["request", "run", "hello", "--follow", "--output", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: String = lines.iter().filter_map(|line| line["text"].as_str()).collect();
    assert_eq!(said, "hello world\n");
    assert_eq!(lines.last().unwrap()["status"], "succeeded");
}

#[test]
fn an_edit_of_maintenance_keeps_what_it_does_not_name_and_clears_with_none() {
    let server = Server::start();
    let admin = server.admin();
    let on = admin.asks(&["maintenance", "on", "--reason", "first", "--until", "365d"]);
    let edited = admin.asks(&["maintenance", "on", "--message", "hello", "--until", "none"]);
    assert_eq!(edited["hold"]["since"], on["hold"]["since"]);
    assert_eq!(edited["hold"]["reason"], "first");
    assert_eq!(edited["hold"]["message"], "hello");
    assert!(edited["hold"]["estimated_end"].is_null());
    let stale = admin.runs(&["maintenance", "off", "--if-match", &on["epoch"].to_string()]);
    assert_eq!(stale.code, 1, "{stale:?}");
    assert_eq!(admin.asks(&["maintenance", "status"])["enabled"], true);
    admin.does(&["maintenance", "off", "--if-match", &edited["epoch"].to_string()]);
}
