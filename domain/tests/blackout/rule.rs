//! Plans that come again: their dates, their faults, and what an edit makes of them.

use domain::blackout::{
    Blackout, BlackoutDraft, BlackoutEdit, Length, Occurrence, Plan, Series, resolve, told,
};
use domain::id::BlackoutId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::given::{ada, draft};
use super::places::{BERLIN, Place, instant, local};

const NOW: &str = "2026-01-05T12:00:00Z";

/// Every day at 02:00 in Berlin, for two hours.
fn body() -> Value {
    json!({
        "name": "Index rebuild", "start": "2026-01-10T02:00", "zone": "Europe/Berlin", "duration": "2h",
        "recurrence": { "every": { "days": 1 } },
    })
}

fn reads(more: Value) -> BlackoutDraft {
    let mut all = body();
    let Some(fields) = more.as_object() else { panic!("no fields") };
    for (name, value) in fields {
        all[name] = value.clone();
    }
    serde_json::from_value(all).unwrap()
}

fn plan(more: Value) -> Plan {
    reads(more).check(Some(&BERLIN), instant(NOW)).unwrap()
}

fn series(plan: Plan) -> Series {
    let id = BlackoutId::new(Uuid::from_u128(1));
    Series { id, owner: ada(), saved: instant(NOW), plan, follows: None }
}

fn faults(more: Value) -> Vec<String> {
    let faults = reads(more).check(Some(&BERLIN), instant(NOW)).err().unwrap_or_default();
    faults.iter().map(|fault| format!("{} {}", fault.path, fault.message)).collect()
}

#[test]
fn a_plan_that_comes_again_reads_back_as_itself_wherever_it_is_kept() {
    let rule = json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sat"], "until": "2027-12-31" });
    let plan = plan(json!({ "recurrence": rule.clone() }));
    let stored = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&stored).unwrap(), plan);
    assert_eq!(serde_json::to_value(plan.draft()).unwrap()["recurrence"], rule);
    let window = resolve(&plan, &BERLIN, instant(NOW), None).window;
    let series = series(plan);
    let sent = Blackout::of(&series, Occurrence::planned(local("2026-01-31T02:00"), window));
    let text = serde_json::to_string(&sent).unwrap();
    assert_eq!(serde_json::from_str::<Blackout>(&text).unwrap(), sent);
}

#[test]
fn a_plan_that_an_older_lull_wrote_comes_once() {
    let plan = draft().check(Some(&BERLIN), instant(NOW)).unwrap();
    let stored = serde_json::to_value(&plan).unwrap();
    assert_eq!(stored.get("recurrence"), None);
    assert_eq!(serde_json::from_value::<Plan>(stored).unwrap(), plan);
    assert_eq!(plan.dates_from(local("1970-01-01T00:00")).collect::<Vec<_>>(), [plan.start]);
    assert_eq!(plan.dates_from(plan.start).count(), 1);
    assert_eq!(plan.dates_from(local("2026-12-05T02:01")).count(), 0);
}

#[test]
fn the_plan_of_a_date_starts_there_and_its_end_moves_as_far_on_the_wall() {
    let series = plan(json!({ "end": "2026-01-11T01:00", "duration": null }));
    let one = series.at(local("2026-03-29T02:00"));
    assert_eq!(
        (one.start, one.length),
        (local("2026-03-29T02:00"), Length::Until(local("2026-03-30T01:00")))
    );
    assert_eq!(one.recurrence, None);
    let lasts = plan(json!({})).at(local("2026-03-29T02:00"));
    assert_eq!(lasts.length, Length::Elapsed("2h".parse().unwrap()));
}

#[test]
fn a_key_from_before_a_change_of_the_time_names_its_date() {
    let one = plan(json!({})).at(local("2026-02-01T23:30"));
    assert_eq!(one.start, local("2026-02-01T02:00"));
}

#[test]
fn a_plan_that_comes_once_is_its_own_wherever_it_was_moved_to() {
    let once = draft().check(Some(&BERLIN), instant(NOW)).unwrap();
    assert_eq!(once.at(local("2026-02-01T23:30")), once);
}

#[test]
fn the_first_date_is_the_start_or_the_first_that_fits() {
    let first = |rule: Value| plan(json!({ "recurrence": rule })).first();
    assert_eq!(first(json!({ "every": { "days": 3 } })), local("2026-01-10T02:00"));
    assert_eq!(first(json!({ "every": { "weeks": 1 }, "weekdays": ["mon"] })), local("2026-01-12T02:00"));
}

#[test]
fn faults_of_a_rule_are_told_beside_the_others() {
    let told = faults(json!({ "name": "", "recurrence": { "every": { "days": 0 }, "count": 0 } }));
    assert_eq!(
        told,
        [
            "name is missing: give it a name that people will know it by",
            "recurrence.every is no step at all: write 1 or more days",
            "recurrence.count is none at all: write 1 or more, or leave it out",
        ]
    );
}

#[test]
fn faults_of_a_rule_are_told_although_nobody_knows_the_zone() {
    let draft = reads(json!({ "zone": "Mars", "recurrence": { "every": { "days": 0 } } }));
    let faults = draft.check(None::<&Place>, instant(NOW)).unwrap_err();
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["zone", "recurrence.every"]);
}

#[test]
fn a_start_that_does_not_fit_the_rule_may_have_passed() {
    let monday = json!({ "every": { "weeks": 1 }, "weekdays": ["mon"] });
    let start = |start: &str| faults(json!({ "start": start, "recurrence": monday }));
    assert_eq!(start("2026-01-06T02:00"), [""; 0]);
    assert_eq!(
        start("2026-01-05T02:00"),
        ["start 2026-01-05 02:00 has passed in Europe/Berlin: choose a later one"]
    );
}

#[test]
fn drain_lead_and_duration_are_shorter_than_the_gap_to_the_next_one() {
    assert_eq!(faults(json!({ "duration": "22h29m" })), [""; 0]);
    insta::assert_snapshot!(
        [
            json!({ "duration": "23h30m" }),
            json!({ "duration": "25h" }),
            json!({ "duration": null, "end": "2026-01-11T02:00", "drain_lead": "0s" }),
            json!({ "duration": "3d", "recurrence": { "every": { "weeks": 1 }, "weekdays": ["sat", "mon"] } }),
        ]
        .map(|more| faults(more).join("\n"))
        .join("\n")
    );
}

#[test]
fn the_hour_that_daylight_saving_takes_counts() {
    // 23 h from 28 to 29 March, and 24 h otherwise.
    assert_eq!(faults(json!({ "duration": "22h29m" })), [""; 0]);
    insta::assert_snapshot!(faults(json!({ "duration": "22h30m" })).join("\n"));
    let until = json!({ "every": { "days": 1 }, "until": "2026-03-28" });
    assert_eq!(faults(json!({ "duration": "22h30m", "recurrence": until })), [""; 0]);
}

#[test]
fn an_edit_that_leaves_the_start_alone_is_not_refused_because_it_has_passed() {
    let before = plan(json!({}));
    let edits = |edit: Value| {
        let edit: BlackoutEdit = serde_json::from_value(edit).unwrap();
        let checked = edit.apply(&before).unwrap().check_change(
            &before,
            Some(&BERLIN),
            instant("2026-02-01T12:00:00Z"),
        );
        checked.map_err(|faults| faults.into_iter().map(|one| one.path).collect::<Vec<_>>())
    };
    assert_eq!(edits(json!({ "message": "Soon." })).unwrap().message.as_deref(), Some("Soon."));
    assert_eq!(edits(json!({ "recurrence": { "every": { "weeks": 1 } } })).unwrap().start, before.start);
    assert_eq!(edits(json!({ "start": "2026-01-10T03:00" })).unwrap_err(), ["start"]);
    assert!(edits(json!({ "start": "2026-02-02T03:00" })).is_ok());
}

#[test]
fn an_edit_keeps_replaces_and_clears_the_rule() {
    let before = plan(json!({ "recurrence": { "every": { "days": 2 }, "count": 5 } }));
    let edits = |edit: Value| {
        let read: BlackoutEdit = serde_json::from_value(edit.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), edit);
        serde_json::to_value(read.apply(&before).unwrap()).unwrap()["recurrence"].clone()
    };
    assert_eq!(edits(json!({})), json!({ "every": { "days": 2 }, "count": 5 }));
    assert_eq!(edits(json!({ "recurrence": { "every": { "days": 3 } } })), json!({ "every": { "days": 3 } }));
    assert_eq!(edits(json!({ "recurrence": null })), Value::Null);
}

#[test]
fn a_review_says_how_often_it_comes() {
    let plan =
        plan(json!({ "recurrence": { "every": { "weeks": 2 }, "weekdays": ["mon", "thu"], "count": 10 } }));
    let resolved = resolve(&plan.at(plan.first()), &BERLIN, instant(NOW), None);
    insta::assert_snapshot!(told(&plan, &resolved, &BERLIN).join("\n"));
}

#[test]
fn a_series_lies_between_the_start_of_its_first_date_and_the_end_of_its_last() {
    let span = |plan: Plan| {
        let (first, end) = series(plan).span(&BERLIN);
        (first.to_string(), end.map(|end| end.to_string()))
    };
    let of = |rule: Value| span(plan(json!({ "recurrence": rule })));
    let first = "2026-01-10T01:00:00Z".to_owned();
    assert_eq!(of(json!({ "every": { "days": 1 } })), (first.clone(), None));
    let until = of(json!({ "every": { "days": 1 }, "until": "2026-07-01" }));
    assert_eq!(until, (first.clone(), Some("2026-07-01T02:00:00Z".to_owned())));
    let counted = of(json!({ "every": { "weeks": 1 }, "weekdays": ["mon"], "count": 2 }));
    assert_eq!(counted, ("2026-01-12T01:00:00Z".to_owned(), Some("2026-01-19T03:00:00Z".to_owned())));
    let once = draft().check(Some(&BERLIN), instant(NOW)).unwrap();
    assert_eq!(span(once), ("2026-12-05T01:00:00Z".to_owned(), Some("2026-12-05T03:00:00Z".to_owned())));
}
