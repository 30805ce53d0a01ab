//! Drafts as files compare them.

use domain::blackout::{BlackoutDraft, BlackoutEdit, LocalTime};
use domain::recurrence::Recurrence;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::given::draft;
use super::places::local;

fn with(more: Value) -> BlackoutDraft {
    let mut whole = serde_json::to_value(draft()).unwrap();
    whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value::<BlackoutDraft>(whole).unwrap().as_kept()
}

fn rules() -> impl Strategy<Value = Value> {
    let every = prop_oneof![
        (1..5_u32).prop_map(|n| json!({"every": {"days": n}})),
        (1..4_u32).prop_map(|n| json!({"every": {"weeks": n}, "weekdays": ["mon", "thu"]})),
        (1..4_u32).prop_map(|n| json!({"every": {"weeks": n}})),
        (1..4_u32, 1..32_u32).prop_map(|(n, day)| json!({"every": {"months": n}, "month_day": day})),
        (1..4_u32).prop_map(|n| json!({"every": {"months": n}, "nth_weekday": ["last", "sun"]})),
    ];
    let end = prop_oneof![
        Just(json!({})),
        (1..60_u32).prop_map(|count| json!({"count": count})),
        Just(json!({"until": "2028-03-31"})),
    ];
    (every, end).prop_map(|(mut rule, end)| {
        rule.as_object_mut().unwrap().extend(end.as_object().unwrap().clone());
        rule
    })
}

fn dates(draft: &BlackoutDraft, from: LocalTime) -> Vec<LocalTime> {
    let rule = Recurrence::try_from(draft.recurrence.clone().unwrap()).unwrap();
    rule.dates(draft.start).all_from(from).take(40).collect()
}

proptest! {
    #[test]
    fn what_goes_on_from_a_date_comes_on_the_same_dates(rule in rules(), day in 0..400_i64) {
        let whole = with(json!({"recurrence": rule}));
        let wall: LocalTime = (whole.start.naive() + chrono::TimeDelta::days(day)).into();
        match whole.onward(wall) {
            Some(rest) => {
                prop_assert_eq!(dates(&rest, wall), dates(&whole, wall));
                prop_assert!(rest.start >= wall);
                prop_assert_eq!(whole.changes_ahead_to(&rest, wall), BlackoutEdit::default());
                prop_assert_eq!(rest.changes_ahead_to(&whole, wall), BlackoutEdit::default());
            }
            None => prop_assert!(dates(&whole, wall).is_empty()),
        }
    }
}

#[test]
fn an_edit_makes_one_draft_of_another() {
    let drafts = [
        with(json!({})),
        with(json!({"duration": null, "end": "2026-12-05T05:00", "message": "Back soon"})),
        with(json!({"database_offline": false, "reason": "kernel"})),
        with(json!({"stragglers": {"wait": "20m"}, "recurrence": {"every": {"days": 1}}, "name": "other"})),
    ];
    for before in &drafts {
        for after in &drafts {
            assert_eq!(&before.changes_to(after).apply_to(before.clone()).unwrap(), after);
        }
    }
}

#[test]
fn one_date_of_a_series_has_the_time_and_the_length_of_all() {
    let series =
        with(json!({"duration": null, "end": "2026-12-05T04:30", "recurrence": {"every": {"days": 1}}}));
    let one = series.on(local("2026-12-24T00:00").naive().date());
    assert_eq!(
        (one.start, one.end, one.recurrence),
        (local("2026-12-24T02:00"), Some(local("2026-12-24T04:30")), None)
    );
}
