//! Edits: absent fields are kept, null clears, an end replaces a duration.

use domain::blackout::{BlackoutDraft, BlackoutEdit, Plan};
use serde_json::{Value, json};

use super::given::draft;
use super::places::{BERLIN, instant};

const NOW: &str = "2026-12-04T12:00:00Z";

fn plan() -> Plan {
    let draft = BlackoutDraft { message: Some("Back at four.".to_owned()), ..draft() };
    draft.check(Some(&BERLIN), instant(NOW)).unwrap()
}

fn edits(edit: Value) -> Result<BlackoutDraft, String> {
    let edit: BlackoutEdit = serde_json::from_value(edit).unwrap();
    let told = |fault: domain::problem::FieldError| format!("{} {}", fault.path, fault.message);
    edit.apply(&plan()).map_err(|faults| faults.into_iter().map(told).collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_absent_field_is_kept_and_null_clears() {
    assert_eq!(edits(json!({})).unwrap(), plan().draft());
    let edited = edits(json!({ "message": null, "reason": "CHG-2", "drain_lead": null })).unwrap();
    let wanted = BlackoutDraft { message: None, reason: Some("CHG-2".to_owned()), ..plan().draft() };
    assert_eq!(edited, wanted);
}

#[test]
fn an_end_replaces_a_duration_and_the_other_way_round() {
    let ends = edits(json!({ "end": "2026-12-05T05:00" })).unwrap();
    assert_eq!((ends.end.unwrap().to_string().as_str(), ends.duration), ("2026-12-05T05:00", None));
    let ends = ends.check(Some(&BERLIN), instant(NOW)).unwrap();
    let edit: BlackoutEdit = serde_json::from_value(json!({ "duration": "3h" })).unwrap();
    let lasts = edit.apply(&ends).unwrap();
    assert_eq!((lasts.end, lasts.duration), (None, Some("3h".parse().unwrap())));
}

#[test]
fn a_required_field_cannot_be_cleared() {
    insta::assert_snapshot!(edits(json!({ "name": null, "start": null, "zone": null })).unwrap_err());
}

#[test]
fn leaving_the_database_online_drops_the_straggler_policy_unless_the_edit_brings_one() {
    let online = edits(json!({ "database_offline": false })).unwrap();
    assert!(online.check(Some(&BERLIN), instant(NOW)).is_ok());
    let both = edits(json!({ "database_offline": false, "stragglers": "cancel" })).unwrap();
    let faults = both.check(Some(&BERLIN), instant(NOW)).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["stragglers"]);
}

#[test]
fn an_edit_is_sent_as_it_was_meant() {
    for text in [json!({}), json!({ "message": null }), json!({ "at_end": "confirm", "duration": "1h" })] {
        let edit: BlackoutEdit = serde_json::from_value(text.clone()).unwrap();
        assert_eq!(serde_json::to_value(edit).unwrap(), text);
    }
    assert!(serde_json::from_value::<BlackoutEdit>(json!({ "enabled": true })).is_err());
}
