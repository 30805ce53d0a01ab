//! Users, tokens, and what roles may do.

use crate::harness::{HELLO, Server, text};

const LONG: &str = "a long enough one";

#[test]
fn an_operator_is_added_and_may_run_but_not_close() {
    let server = Server::start();
    let admin = server.admin();
    admin.defines(HELLO);
    let added = admin.types(&["user", "add", "ada", "--role", "operator", "--password-stdin"], LONG);
    assert_eq!(added.code, 0, "{added:?}");
    assert!(added.out.starts_with("ada (user_") && added.out.contains("): operator"), "{added:?}");
    let ada = server.stranger().logs_in("ada", LONG);
    assert_eq!(ada.runs(&["request", "run", "hello", "--wait"]).code, 0);
    let on = ada.runs(&["maintenance", "on"]);
    assert_eq!(on.code, 1, "{on:?}");
    assert!(on.err.contains("needs the permission Manage Maintenance Mode"), "{on:?}");
    assert_eq!(admin.asks(&["maintenance", "status"])["enabled"], false);

    let disabled = admin.does(&["user", "edit", "ada", "--disable"]);
    assert!(disabled.contains("may not log in"), "{disabled}");
    assert_eq!(ada.runs(&["request", "list"]).code, 1);
    let viewer = admin.does(&["user", "edit", "ada", "--enable", "--role", "viewer"]);
    assert!(viewer.contains("): viewer"), "{viewer}");
    assert_eq!(admin.runs(&["user", "edit", "ada"]).code, 2, "an edit of nothing");
    assert_eq!(admin.runs(&["user", "edit", "nobody", "--role", "viewer"]).code, 1);
    assert!(admin.does(&["user", "list"]).contains("ada"));
    let first = admin.runs(&["user", "list", "--limit", "1"]);
    assert!(first.out.contains("ada") && first.err.contains("add --cursor ada"), "{first:?}");
    assert!(admin.does(&["user", "list", "--cursor", "ada"]).contains("admin"));
}

#[test]
fn a_bad_password_is_refused_with_words_and_a_short_one_beside_its_field() {
    let server = Server::start();
    let wrong =
        server.stranger().types(&["login", "--username", "admin", "--password-stdin"], "not this one");
    assert_eq!((wrong.code, wrong.out.as_str()), (1, ""), "{wrong:?}");
    assert!(wrong.err.starts_with("lull: "), "{wrong:?}");
    let short = server.admin().types(&["user", "add", "bo", "--role", "viewer", "--password-stdin"], "short");
    assert_eq!(short.code, 1, "{short:?}");
    assert!(short.err.contains("\n  password: "), "{short:?}");
}

#[test]
fn a_token_works_until_it_is_revoked() {
    let server = Server::start();
    let admin = server.admin();
    let made = admin.runs(&["token", "make", "ci", "--expires", "90d"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.err.contains("shown this once"), "{made:?}");
    let ci = server.stranger().with_token(made.out.trim());
    assert_eq!(ci.runs(&["request", "list"]).code, 0);
    assert!(admin.does(&["token", "list", "--limit", "1"]).contains("ci"));
    admin.does(&["token", "revoke", "ci"]);
    let revoked = ci.runs(&["request", "list"]);
    assert_eq!(revoked.code, 1, "{revoked:?}");
    assert!(revoked.err.contains("export LULL_TOKEN=$(lull login)"), "{revoked:?}");
    assert_eq!(admin.runs(&["token", "revoke", "ci"]).code, 1);
}

#[test]
fn login_can_make_a_token_and_leaves_no_session_behind() {
    let server = Server::start();
    let args =
        ["login", "--username", "admin", "--password-stdin", "--token-name", "backup", "--output", "json"];
    let made = server.stranger().types(&args, crate::harness::PASSWORD);
    assert_eq!(made.code, 0, "{made:?}");
    let made = made.json();
    assert_eq!(made["token"]["name"], "backup");
    let backup = server.stranger().with_token(&text(&made["secret"]));
    let list = backup.asks(&["token", "list"]);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let logged_out = backup.asks(&["audit", "list", "--action", "session."]);
    let actions: Vec<String> =
        logged_out["items"].as_array().unwrap().iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions.len(), 2, "one login and one logout: {actions:?}");
}

#[test]
fn a_stranger_is_told_to_log_in_and_still_sees_the_status() {
    let server = Server::start();
    let stranger = server.stranger();
    assert!(stranger.does(&["status"]).starts_with("Open: everything may start."));
    let list = stranger.runs(&["request", "list"]);
    assert_eq!(list.code, 1, "{list:?}");
    assert!(list.err.contains("export LULL_TOKEN=$(lull login)"), "{list:?}");
}
