//! Faults of a draft: all at once, each with its cure.

use domain::blackout::{BlackoutDraft, Length, Reach, Stragglers};

use super::given::draft;
use super::places::{BERLIN, Place, instant, local};

const NOW: &str = "2026-12-04T12:00:00Z";

fn faults(draft: BlackoutDraft) -> String {
    let faults = draft.check(Some(&BERLIN), instant(NOW)).unwrap_err();
    faults.iter().map(|fault| format!("{} {}", fault.path, fault.message)).collect::<Vec<_>>().join("\n")
}

fn reads(json: serde_json::Value) -> Result<BlackoutDraft, serde_json::Error> {
    serde_json::from_value(json)
}

#[test]
fn the_contracts_body_becomes_a_plan_and_reads_back_as_itself() {
    let body = serde_json::json!({
        "name": "Index rebuild", "message": "Back at four.", "reason": "CHG-1",
        "start": "2026-12-05T02:00", "zone": "Europe/Berlin", "end": "2026-12-05T04:00",
        "announce_lead": "2d", "drain_lead": "1h", "stragglers": { "wait": "20m" },
        "at_end": "confirm", "hard_maximum": "2h", "database_offline": true,
    });
    let plan = reads(body.clone()).unwrap().check(Some(&BERLIN), instant(NOW)).unwrap();
    assert_eq!(plan.length, Length::Until(local("2026-12-05T04:00")));
    assert_eq!(plan.reach, Reach::FullSystem(Stragglers::Wait("20m".parse().unwrap())));
    assert_eq!(serde_json::to_value(plan.draft()).unwrap(), body);
    let stored = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<domain::blackout::Plan>(&stored).unwrap(), plan);
}

#[test]
fn what_is_left_out_has_the_defaults_of_rule_27() {
    let told = serde_json::to_value(draft().check(Some(&BERLIN), instant(NOW)).unwrap().draft()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&told).unwrap());
}

#[test]
fn a_body_with_a_field_that_nobody_knows_is_refused() {
    for (key, value) in [("recurence", "daily"), ("id", "blk_1")] {
        let mut body = serde_json::to_value(draft()).unwrap();
        body[key] = value.into();
        assert!(reads(body).unwrap_err().to_string().contains(&format!("unknown field `{key}`")));
    }
    let mut body = serde_json::to_value(draft()).unwrap();
    body["start"] = "tomorrow".into();
    assert!(reads(body).unwrap_err().to_string().contains("write it like 2026-12-05T02:00"));
}

#[test]
fn every_fault_is_told_at_once_with_its_cure() {
    let hurt = BlackoutDraft {
        name: "  ".to_owned(),
        message: Some("m".repeat(501)),
        reason: Some("bell \u{7}".to_owned()),
        start: local("2026-12-04T12:59"),
        duration: Some("40d".parse().unwrap()),
        announce_lead: "91d".parse().unwrap(),
        drain_lead: "100d".parse().unwrap(),
        stragglers: Some(Stragglers::Wait("40d".parse().unwrap())),
        hard_maximum: Some("1h".parse().unwrap()),
        ..draft()
    };
    insta::assert_snapshot!(faults(hurt));
}

#[test]
fn a_length_is_told_by_exactly_one_of_end_and_duration() {
    let end = |end: &str| Some(local(end));
    let none = BlackoutDraft { duration: None, ..draft() };
    let both = BlackoutDraft { end: end("2026-12-05T04:00"), ..draft() };
    let before = BlackoutDraft { end: end("2026-12-05T02:00"), duration: None, ..draft() };
    let zero = BlackoutDraft { duration: Some(domain::duration::Span::ZERO), ..draft() };
    insta::assert_snapshot!([none, both, before, zero].map(faults).join("\n"));
}

#[test]
fn other_faults_are_told_one_by_one_too() {
    let online = BlackoutDraft { database_offline: false, stragglers: Some(Stragglers::Suspend), ..draft() };
    let no_wait = BlackoutDraft { stragglers: Some(Stragglers::Wait("0s".parse().unwrap())), ..draft() };
    let wait = BlackoutDraft { stragglers: Some(Stragglers::Wait("2h".parse().unwrap())), ..draft() };
    let far = BlackoutDraft { start: local("2046-12-07T02:00"), ..draft() };
    let name = BlackoutDraft { name: "n".repeat(201), ..draft() };
    let lines = BlackoutDraft { name: "two\nlines".to_owned(), ..draft() };
    let hard = BlackoutDraft { hard_maximum: Some("61d".parse().unwrap()), ..draft() };
    insta::assert_snapshot!([online, no_wait, wait, far, name, lines, hard].map(faults).join("\n"));
}

#[test]
fn a_zone_that_nobody_knows_is_told_beside_the_rest() {
    let draft = BlackoutDraft { zone: "../../etc".to_owned(), name: String::new(), ..draft() };
    let faults = draft.check(None::<&Place>, instant(NOW)).unwrap_err();
    let told: Vec<String> = faults.iter().map(|one| format!("{} {}", one.path, one.message)).collect();
    insta::assert_snapshot!(told.join("\n"));
}
