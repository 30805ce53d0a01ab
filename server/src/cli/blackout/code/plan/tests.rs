//! Plans are as small as they can be.

use serde_json::{Value, from_value, json};

use super::*;

fn local(text: &str) -> LocalTime {
    text.parse().unwrap()
}

fn draft(more: Value) -> BlackoutDraft {
    let mut draft = json!({
        "name": "nightly", "start": "2026-12-05T02:00", "zone": "UTC", "duration": "2h",
        "recurrence": {"every": {"days": 1}},
    });
    draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value::<BlackoutDraft>(draft).unwrap().as_kept()
}

fn known(more: Value, exceptions: Value) -> SeriesToCome {
    let id = "blk_00000000000000000000000000000001".parse().unwrap();
    let saved = "2026-12-01T00:00:00Z".parse().unwrap();
    SeriesToCome { id, saved, plan: draft(more), exceptions: from_value(exceptions).unwrap() }
}

fn entry(more: Value, exceptions: Value) -> Entry {
    Entry { draft: draft(more), exceptions: from_value(exceptions).unwrap() }
}

fn planned(entries: &[Entry], there: Vec<SeriesToCome>, prune: bool) -> Vec<Planned> {
    of(entries, there, |_| local("2026-12-10T12:00"), prune)
}

fn edit(planned: &Planned) -> Value {
    match &planned.act {
        Act::Change(edit) => serde_json::to_value(edit).unwrap(),
        Act::Make(_) | Act::Keep | Act::CallOff => Value::Null,
    }
}

fn dates(planned: &Planned) -> Vec<(String, Value)> {
    let one = |date: &OnDate| (date.start.to_string(), serde_json::to_value(&date.edit).unwrap());
    planned.dates.iter().map(one).collect()
}

#[test]
fn only_fields_that_differ_change_and_what_is_alike_is_left_alone() {
    let all = planned(&[entry(json!({}), json!([]))], vec![known(json!({}), json!([]))], false);
    assert!(!all[0].changes());
    let wanted = entry(json!({"reason": "kernel", "drain_lead": "1h"}), json!([]));
    let all = planned(&[wanted], vec![known(json!({"message": "Back soon"}), json!([]))], false);
    assert_eq!(edit(&all[0]), json!({"message": null, "reason": "kernel", "drain_lead": "1h"}));
    let minutes = entry(json!({"duration": "120m"}), json!([]));
    assert!(!planned(&[minutes], vec![known(json!({}), json!([]))], false)[0].changes());
}

#[test]
fn an_end_replaces_a_duration() {
    let mut wanted = entry(json!({}), json!([]));
    wanted.draft.duration = None;
    wanted.draft.end = Some(local("2026-12-05T05:00"));
    let all = planned(&[wanted.clone()], vec![known(json!({}), json!([]))], false);
    assert_eq!(edit(&all[0]), json!({"end": "2026-12-05T05:00", "duration": null}));
    let Act::Change(edit) = &all[0].act else { panic!("{all:?}") };
    assert_eq!((**edit).clone().apply_to(draft(json!({}))).unwrap(), wanted.draft);
}

#[test]
fn what_is_new_begins_with_its_next_date_and_is_alike_from_then_on() {
    let rule = json!({"recurrence": {"every": {"days": 2}, "count": 10}});
    let wanted = entry(rule.clone(), json!([]));
    let all = planned(std::slice::from_ref(&wanted), Vec::new(), false);
    let Act::Make(made) = &all[0].act else { panic!("{all:?}") };
    assert_eq!((made.start, made.recurrence.as_ref().unwrap().count), (local("2026-12-11T02:00"), Some(7)));
    assert_eq!(all[0].notes, ["begins with its next date, 2026-12-11 02:00"]);
    let mut there = known(rule, json!([]));
    there.plan = (**made).clone();
    assert!(!planned(&[wanted], vec![there.clone()], false)[0].changes());
    let wanted = entry(json!({"recurrence": {"every": {"days": 2}, "count": 12}}), json!([]));
    let all = planned(&[wanted], vec![there], false);
    let rule = json!({"every": {"days": 2}, "count": 9});
    assert_eq!(edit(&all[0]), json!({"start": "2026-12-11T02:00", "recurrence": rule}));
}

#[test]
fn dates_are_called_off_changed_and_put_back() {
    let none = json!([]);
    let off = json!([{"date": "2026-12-24", "cancelled": true}, {"date": "2026-12-09", "cancelled": true}]);
    let later = json!([{"date": "2026-12-24", "start": "2026-12-24T04:00"}]);
    let one = |wanted: &Value, is: &Value| {
        let wanted = entry(json!({}), wanted.clone());
        planned(&[wanted], vec![known(json!({}), is.clone())], false).remove(0)
    };
    assert_eq!(dates(&one(&off, &none)), [("2026-12-24T02:00".to_owned(), Value::Null)]);
    assert!(!one(&off, &json!([{"date": "2026-12-24", "cancelled": true}])).changes());
    assert_eq!(
        dates(&one(&later, &none)),
        [("2026-12-24T02:00".to_owned(), json!({"start": "2026-12-24T04:00"}))]
    );
    assert!(!one(&later, &later).changes());
    assert_eq!(
        dates(&one(&none, &later)),
        [("2026-12-24T02:00".to_owned(), json!({"start": "2026-12-24T02:00"}))]
    );
    let stays = one(&none, &json!([{"date": "2026-12-24", "cancelled": true}]));
    assert!(!stays.changes() && stays.notes[0].starts_with("2026-12-24 stays called off"), "{stays:?}");
}

#[test]
fn what_the_file_does_not_name_is_called_off_only_when_asked() {
    let there = || vec![known(json!({"name": "other"}), json!([]))];
    assert_eq!(planned(&[], there(), false).len(), 0);
    let all = planned(&[entry(json!({}), json!([]))], there(), true);
    assert_eq!((all[1].name.as_str(), &all[1].act), ("other", &Act::CallOff));
    assert!(matches!(all[0].act, Act::Make(_)));
}
