//! `lull blackout … --every`: maintenance that comes again, planned, listed and changed from a shell.

use crate::harness::{Server, text};

const TERMS: [&str; 8] =
    ["--zone", "Europe/Berlin", "--start", "2037-01-05T02:30", "--duration", "1h", "--drain-lead", "10m"];

#[test]
fn a_weekly_blackout_is_previewed_planned_listed_changed_and_comes_once_in_the_end() {
    let server = Server::start();
    let admin = server.admin();
    let with = |words: &[&'static str]| [words, &TERMS, &["--online"]].concat();
    let weekly = ["--every", "1w", "--on", "mon,thu", "--count", "10"];
    let preview = admin.does(&[with(&["blackout", "preview", "rotate keys"]), weekly.to_vec()].concat());
    assert!(preview.contains("very Monday and Thursday at 02:30 in Europe/Berlin, 10 times"), "{preview}");
    assert!(preview.contains("\n  2037-01-08 02:30  2037-01-08 01:30:00 UTC"), "{preview}");
    assert!(preview.ends_with("Nothing is saved.\n"), "{preview}");

    let made = admin.asks(&[with(&["blackout", "create", "rotate keys"]), weekly.to_vec()].concat());
    let id = text(&made["id"]);
    assert_eq!(made["recurrence"]["every"]["weeks"], 1);
    assert_eq!(made["recurrence"]["weekdays"][1], "thu");
    let shown = admin.does(&["blackout", "show", &id]);
    assert!(shown.contains("every Monday and Thursday at 02:30, 10 times"), "{shown}");
    let listed = admin.does(&["blackout", "list", "--to", "2037-01-09T00:00:00Z"]);
    for start in ["2037-01-05 01:30:00 UTC", "2037-01-08 01:30:00 UTC"] {
        assert!(listed.contains(start), "{listed}");
    }

    let changed = admin.asks(&["blackout", "update", &id, "--every", "1m", "--nth", "last sun"]);
    assert_eq!(changed["recurrence"]["nth_weekday"][0], "last");
    assert_eq!(text(&changed["name"]), "rotate keys", "nothing else is changed");
    let once = admin.asks(&["blackout", "update", &id, "--once"]);
    assert!(once["recurrence"].is_null(), "{once}");
}

#[test]
fn faults_of_a_rule_are_told_by_the_server_and_slips_before_anything_is_sent() {
    let server = Server::start();
    let admin = server.admin();
    let runs = |words: &[&'static str]| {
        admin.runs(&[&["blackout", "create", "rotate keys", "--online"][..], &TERMS, words].concat())
    };
    let none = runs(&["--every", "1w", "--count", "0"]);
    assert_eq!(none.code, 1, "{none:?}");
    assert!(none.err.contains("is none at all: write 1 or more"), "{none:?}");
    for slip in [
        &["--every", "2y"][..],
        &["--on", "mon"],
        &["--every", "1m", "--on", "mon"],
        &["--every", "1w", "--day", "last"],
        &["--every", "1w", "--until", "2037-12-31", "--count", "3"],
    ] {
        let refused = runs(slip);
        assert_eq!(refused.code, 2, "{slip:?}: {refused:?}");
    }
}
