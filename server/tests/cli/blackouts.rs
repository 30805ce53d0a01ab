//! `lull blackout`: planned, previewed, listed, changed and called off from a shell.

use crate::harness::{Server, text};

const TERMS: [&str; 6] = ["--zone", "Europe/Berlin", "--duration", "1h", "--drain-lead", "10m"];

#[test]
fn a_blackout_is_previewed_planned_listed_changed_and_called_off() {
    let server = Server::start();
    let admin = server.admin();
    let with =
        |words: &[&'static str]| [words, &TERMS, &["--online", "--start", "2037-01-10T02:00"]].concat();
    let preview = admin.does(&with(&["blackout", "preview", "patch day"]));
    assert!(
        preview.starts_with(
            "patch day lasts from 2037-01-10 02:00 to 2037-01-10 03:00 in Europe/Berlin, 1h in all."
        ),
        "{preview}"
    );
    assert!(preview.ends_with("Nothing is saved.\n"), "{preview}");
    assert!(admin.does(&["blackout", "list"]).starts_with("No blackouts."));
    let made = admin.asks(&with(&["blackout", "create", "patch day", "--reason", "kernel"]));
    let id = text(&made["id"]);
    assert_eq!(
        (text(&made["occurrence"]["window"]["start"]), text(&made["name"])),
        ("2037-01-10T01:00:00Z".into(), "patch day".into())
    );
    assert!(admin.does(&["blackout", "list"]).contains("patch day"));
    let moved = admin.asks(&["blackout", "update", &id, "--start", "2037-01-10T04:00"]);
    assert_eq!(text(&moved["occurrence"]["window"]["end"]), "2037-01-10T04:00:00Z");
    assert_eq!(
        (text(&moved["reason"]), text(&moved["occurrence"]["key"])),
        ("kernel".into(), "2037-01-10T02:00".into())
    );
    let early = admin.runs(&["blackout", "end", &id]);
    assert_eq!(early.code, 1, "{early:?}");
    assert!(early.err.contains("has not begun"), "{early:?}");
    assert!(admin.does(&["blackout", "cancel", &id]).starts_with("patch day: cancelled"));
    assert_eq!(text(&admin.asks(&["blackout", "show", &id])["occurrence"]["stage"]["stage"]), "cancelled");
}

#[test]
fn faults_of_a_plan_are_told_at_once_and_usage_before_anything_is_sent() {
    let server = Server::start();
    let admin = server.admin();
    let args = [
        "blackout",
        "create",
        "x",
        "--online",
        "--start",
        "2001-01-01T02:00",
        "--zone",
        "Nowhere",
        "--duration",
        "1h",
    ];
    let refused = admin.runs(&args);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("zone"), "{refused:?}");
    let open =
        admin.runs(&["blackout", "create", "x", "--online", "--start", "2037-01-01T02:00", "--zone", "UTC"]);
    assert_eq!(open.code, 2, "{open:?}");
    assert_eq!(admin.runs(&["blackout", "update", "blk_00000000000000000000000000000000"]).code, 2);
}

#[test]
fn quiet_slots_are_found_and_say_why() {
    let server = Server::start();
    let admin = server.admin();
    let made = ["blackout", "create", "patch day", "--online", "--start", "2037-01-10T02:00"];
    admin.does(&[&made[..], &TERMS].concat());
    let day = ["--from", "2037-01-10", "--to", "2037-01-10", "--zone", "Europe/Berlin"];
    let slots = |words: &[&'static str]| [&["blackout", "slots"][..], words, &day].concat();
    let told = admin.does(&slots(&["--duration", "1h", "--limit", "2"]));
    assert!(told.contains("2037-01-10 00:00  2037-01-10 01:00"), "{told}");
    let why = "It hits nothing that is planned. The blackout patch day begins 1h after it.";
    assert!(told.contains(why), "{told}");
    let next = "lull blackout create NAME --start 2037-01-10T00:00 --zone Europe/Berlin --duration 1h\n";
    assert!(told.ends_with(next), "{told}");
    let found = admin.asks(&slots(&["--duration", "1h", "--limit", "2"]));
    assert_eq!(text(&found["items"][1]["local_start"]), "2037-01-10T03:30");

    let long = admin.runs(&slots(&["--duration", "25h"]));
    assert_eq!(long.code, 1, "{long:?}");
    assert!(long.err.contains("is longer than the range"), "{long:?}");
    assert_eq!(admin.runs(&["blackout", "slots"]).code, 2, "a length is needed");
    assert_eq!(admin.runs(&["blackout", "slots", "--duration", "1h", "--from", "soon"]).code, 2);
}

#[test]
fn one_date_of_a_series_is_shown_moved_and_called_off_with_later_ones() {
    let server = Server::start();
    let admin = server.admin();
    let weekly = serde_json::json!({
        "name": "patch day", "start": "2037-01-10T02:00", "zone": "UTC", "duration": "1h",
        "database_offline": false, "recurrence": { "every": { "weeks": 1 } },
    });
    let id = text(&admin.posts("/api/v1/blackouts", &weekly)["id"]);
    let date = ["--date", "2037-01-24T02:00"];
    let show = admin.does(&[&["blackout", "show", &id][..], &date].concat());
    assert!(show.contains("2037-01-24 02:00 in UTC"), "{show}");
    let moved = [&["blackout", "update", &id][..], &date, &["--start", "2037-01-25T04:00"]].concat();
    assert_eq!(text(&admin.asks(&moved)["occurrence"]["key"]), "2037-01-24T02:00");
    let all = [&["blackout", "update", &id][..], &date, &["--scope", "all", "--reason", "kernel"]].concat();
    let told = admin.does(&all);
    assert!(told.ends_with("2037-01-24 02:00 has a plan of its own and keeps it.\n"), "{told}");
    let off =
        [&["blackout", "cancel", &id][..], &["--date", "2037-01-17T02:00", "--scope", "later"]].concat();
    assert_eq!(text(&admin.asks(&off)["recurrence"]["until"]), "2037-01-10");
    let alone = [&["blackout", "cancel", &id][..], &["--scope", "later"]].concat();
    assert_eq!(admin.runs(&alone).code, 2, "a scope goes with a date");
}
