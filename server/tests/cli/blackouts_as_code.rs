//! `lull blackout export` and `apply`: blackouts as a file says them.

use serde_json::Value;

use crate::harness::{Person, Ran, Server, text};

const FILE: &str = "\
blackouts:
  - name: nightly
    reason: index rebuild
    start: 2037-01-05T02:00
    zone: Europe/Berlin
    duration: 1h
    drain_lead: 10m
    database_offline: false
    recurrence: {every: {weeks: 1}, weekdays: [mon, thu], count: 20}
  - name: upgrade
    message: Back at three
    start: 2037-02-07T02:00
    zone: UTC
    end: 2037-02-07T03:00
    stragglers: {wait: 20m}
";

fn changes(answer: &Value) -> Vec<(String, String)> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    items.iter().map(|item| (text(&item["name"]), text(&item["change"]))).collect()
}

fn told(name: &str, change: &str) -> (String, String) {
    (name.to_owned(), change.to_owned())
}

fn applies(person: &Person, more: &[&str]) -> Value {
    person.asks(&[&["blackout", "apply", "-f", "blackouts.yaml", "--yes"], more].concat())
}

#[test]
fn what_one_server_exports_another_becomes_and_a_second_time_there_is_nothing_to_do() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("blackouts.yaml", FILE);
    let plan = admin.does(&["blackout", "apply", "-f", "blackouts.yaml", "--dry-run"]);
    assert!(plan.contains("make         nightly") && plan.contains("2 to make, 0 to change"), "{plan}");
    assert!(admin.does(&["blackout", "list"]).starts_with("No blackouts."));
    assert_eq!(changes(&applies(&admin, &[])), [told("nightly", "made"), told("upgrade", "made")]);
    assert_eq!(changes(&applies(&admin, &[])), [told("nightly", "unchanged"), told("upgrade", "unchanged")]);
    let again = admin.does(&["blackout", "apply", "-f", "blackouts.yaml"]);
    assert!(again.ends_with("Nothing to do: 2 blackouts are as the file says.\n"), "{again}");

    let exported = admin.does(&["blackout", "export"]);
    let other = Server::start();
    let there = other.admin();
    there.writes("blackouts.yaml", &exported);
    assert_eq!(changes(&applies(&there, &[])), [told("nightly", "made"), told("upgrade", "made")]);
    assert_eq!(there.does(&["blackout", "export"]), exported);
    let note = there.runs(&["blackout", "export", "-o", "out.yaml"]).err;
    assert!(note.contains("2 blackouts written to out.yaml"), "{note}");
    let again = there.does(&["blackout", "apply", "-f", "out.yaml"]);
    assert!(again.contains("Nothing to do"), "{again}");
}

#[test]
fn fields_and_dates_that_differ_are_changed_and_only_with_prune_is_anything_called_off() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("blackouts.yaml", FILE);
    applies(&admin, &[]);
    let (nightly, _) = FILE.split_once("  - name: upgrade").unwrap();
    let later = "    exceptions:\n      - {date: 2037-01-08, cancelled: true}\n      - {date: 2037-01-12, reason: later}\n";
    admin.writes("blackouts.yaml", &format!("{}{later}", nightly.replace("duration: 1h", "duration: 2h")));
    let plan = admin.does(&["blackout", "apply", "-f", "blackouts.yaml", "--dry-run"]);
    for line in ["duration: 1h → 2h", "2037-01-08: call off", "2037-01-12: reason: later", "0 to call off"]
    {
        assert!(plan.contains(line), "no {line:?} in\n{plan}");
    }
    let done = applies(&admin, &["--prune"]);
    assert_eq!(changes(&done), [told("nightly", "changed"), told("upgrade", "called_off")]);
    assert_eq!(done["items"][0]["fields"], serde_json::json!(["duration"]));
    assert_eq!(changes(&applies(&admin, &["--prune"])), [told("nightly", "unchanged")]);
    let exported = admin.does(&["blackout", "export"]);
    assert!(exported.contains("cancelled: true") && exported.contains("reason: later"), "{exported}");

    // What was called off does not come back; it is said, and changes nothing.
    admin.writes("blackouts.yaml", &nightly.replace("duration: 1h", "duration: 2h"));
    let plan = admin.does(&["blackout", "apply", "-f", "blackouts.yaml", "--dry-run"]);
    assert!(plan.contains("note: 2037-01-08 stays called off"), "{plan}");
}

#[test]
fn with_a_fault_nothing_is_applied_and_each_is_told_where_it_stands() {
    let server = Server::start();
    let admin = server.admin();
    // The server's own faults stand beside the file's fields.
    admin.writes(
        "blackouts.yaml",
        &FILE.replace("Europe/Berlin", "Nowhere").replace("wait: 20m", "wait: 20h"),
    );
    let refused = admin.runs(&["blackout", "apply", "-f", "blackouts.yaml", "--yes"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    for fault in
        ["blackouts.yaml:5:11: blackouts[0].zone: ", "blackouts.yaml:15:17: blackouts[1].stragglers: "]
    {
        assert!(refused.err.contains(fault), "no {fault:?} in\n{}", refused.err);
    }
    admin.writes("blackouts.yaml", &FILE.replace("name: upgrade", "name: nightly"));
    let doubled = admin.runs(&["blackout", "apply", "-f", "blackouts.yaml", "--yes"]);
    assert!(doubled.err.contains("\"nightly\" is the name of the blackout at line 2 too"), "{doubled:?}");
    assert!(admin.does(&["blackout", "list"]).starts_with("No blackouts."));

    let make = ["blackout", "create", "twin", "--online", "--zone", "UTC", "--duration", "1h", "--start"];
    let first = text(&admin.asks(&[&make[..], &["2037-01-10T02:00"]].concat())["id"]);
    let second = text(&admin.asks(&[&make[..], &["2037-01-11T02:00"]].concat())["id"]);
    admin.writes("blackouts.yaml", FILE);
    for words in [&["blackout", "export"][..], &["blackout", "apply", "-f", "blackouts.yaml", "--yes"]] {
        let refused = admin.runs(words);
        assert!(
            refused.code == 1 && refused.err.contains(&first) && refused.err.contains(&second),
            "{refused:?}"
        );
    }
}

#[test]
fn a_plan_that_was_not_agreed_to_is_not_applied() {
    let server = Server::start();
    let admin = server.admin();
    admin.writes("blackouts.yaml", FILE);
    // Without a terminal nobody can be asked.
    let plain = admin.command(&["blackout", "apply", "-f", "blackouts.yaml"]);
    let mut command = std::process::Command::new("setsid");
    command.arg("--wait").arg(plain.get_program()).args(plain.get_args());
    command.current_dir(plain.get_current_dir().unwrap());
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let asked = Ran::of(&command.output().unwrap());
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(admin.does(&["blackout", "list"]).starts_with("No blackouts."));
    assert_eq!(admin.runs(&["blackout", "apply", "-f", "missing.yaml", "--yes"]).code, 2);
}
