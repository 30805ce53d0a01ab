//! What comes close over two years: found by two pointers, and as all pairs would have it.

use chrono::{Datelike, TimeDelta};
use domain::blackout::{
    BlackoutDraft, Dates, LONGEST_LEAD, LocalTime, Met, Plan, Reviewed, Series, Upcoming, overlaps,
};
use domain::duration::Span;
use domain::id::BlackoutId;
use domain::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::given::{ada, draft};
use super::places::{BERLIN, LORD_HOWE, Place, SAMOA, instant, local};
use super::properties::minutes;

const NOW: &str = "2026-01-05T12:00:00Z";
const PLACES: [&Place; 3] = [&BERLIN, &LORD_HOWE, &SAMOA];

fn rules() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1..40_u32).prop_map(|days| json!({ "every": { "days": days } })),
        (1..5_u32).prop_map(|weeks| json!({ "every": { "weeks": weeks }, "weekdays": ["mon", "thu"] })),
        (1..4_u32)
            .prop_map(|months| json!({ "every": { "months": months }, "nth_weekday": ["last", "sun"] })),
        Just(json!({ "every": { "months": 1 }, "month_day": 31 })),
        (1..30_u32).prop_map(|count| json!({ "every": { "days": 11 }, "count": count })),
    ]
}

/// A plan and where it lies.
fn plans() -> impl Strategy<Value = (Plan, &'static Place)> {
    let times = (0..300 * 1_440_i64, 1..1_080_i64, 0..240_i64, any::<bool>());
    (times, rules(), 0..PLACES.len()).prop_map(|((start, length, lead, ends), rule, place)| {
        let at =
            |minute: i64| LocalTime::from(local("2026-01-07T00:00").naive() + TimeDelta::minutes(minute));
        let draft = BlackoutDraft {
            start: at(start),
            end: ends.then(|| at(start + length)),
            duration: (!ends).then(|| minutes(length)),
            drain_lead: minutes(lead),
            recurrence: Some(serde_json::from_value(rule).unwrap()),
            ..draft()
        };
        (draft.check(Some(PLACES[place]), instant(NOW)).unwrap(), PLACES[place])
    })
}

fn series(plan: Plan) -> Series {
    let id = BlackoutId::new(Uuid::from_u128(1));
    Series { id, owner: ada(), saved: instant(NOW), plan, follows: None }
}

fn has_row(key: LocalTime) -> bool {
    key.naive().date().day().is_multiple_of(5)
}

/// Each date of the other one, held against each own.
fn all_pairs(plan: &Plan, place: &Place, other: &Series, there: &Place) -> Vec<Met> {
    let now: Timestamp = instant(NOW);
    let Some(first) = plan.upcoming(place, now).next() else { return Vec::new() };
    let last = first.window.start.plus(Span::from_secs(731 * 86_400));
    let own: Vec<Upcoming> = plan.upcoming(place, now).take_while(|one| one.window.start < last).collect();
    let Some(end) = own.last() else { return Vec::new() };
    let dates = other.occurrences(there, first.window.drain_at, end.window.end.plus(LONGEST_LEAD));
    let bare = dates.filter(|(key, _)| !has_row(*key));
    let met = bare.filter_map(|(_, resolved)| {
        own.iter().find_map(|one| {
            let overlap = overlaps(&one.window, &[resolved.window]).pop()?;
            Some(Met { own: one.key, window: resolved.window, kind: overlap.kind })
        })
    });
    met.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_pointers_find_what_all_pairs_would((plan, place) in plans(), (other, there) in plans()) {
        let other = series(other);
        let own = Reviewed::of(&plan, place, instant(NOW));
        prop_assert_eq!(own.met_by(&other, there, has_row), all_pairs(&plan, place, &other, there));
    }
}

#[test]
fn a_blackout_that_comes_once_meets_the_dates_of_a_series() {
    let check = |draft: BlackoutDraft| draft.check(Some(&BERLIN), instant(NOW)).unwrap();
    let once = check(BlackoutDraft { start: local("2029-12-05T02:00"), ..draft() });
    let own = Reviewed::of(&once, &BERLIN, instant(NOW));
    let rule = serde_json::from_value(json!({ "every": { "days": 1 } })).unwrap();
    let daily = BlackoutDraft { start: local("2026-02-01T03:00"), recurrence: Some(rule), ..draft() };
    let met = own.met_by(&series(check(daily)), &BERLIN, |_| false);
    let starts: Vec<String> = met.iter().map(|met| met.window.start.to_string()).collect();
    assert_eq!(starts, ["2029-12-05T02:00:00Z"], "however far ahead it lies");
    assert!(own.met_by(&series(once), &BERLIN, |_| false).is_empty(), "what comes once has its row");
}

#[test]
fn ten_dates_are_told_each_with_what_daylight_saving_does_to_it() {
    let rule = serde_json::from_value(json!({ "every": { "days": 1 } })).unwrap();
    let daily = BlackoutDraft { start: local("2026-03-27T02:00"), recurrence: Some(rule), ..draft() };
    let plan = daily.check(Some(&BERLIN), instant(NOW)).unwrap();
    let Dates { rule, dates } = Dates::of(&plan, &BERLIN, instant(NOW));
    let notes: Vec<usize> = dates.iter().map(|date| date.notes.len()).collect();
    assert_eq!(notes, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(dates[2].key, local("2026-03-29T02:00"));
    assert_eq!(dates[2].window.start, instant("2026-03-29T01:00:00Z"));
    let told = "every day at 02:00 in Europe/Berlin; on 29 March 2026 the clock jumps over it, it will be 03:00; \
                on 25 October 2026 the clock shows it twice, the first is meant";
    assert_eq!(rule.as_deref(), Some(told));
    let once = Dates::of(&draft().check(Some(&BERLIN), instant(NOW)).unwrap(), &BERLIN, instant(NOW));
    assert_eq!((once.rule, once.dates.len()), (None, 1));
}
