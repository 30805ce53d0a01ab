//! Which dates of a series have a row: told, and what was told happens.

use std::collections::BTreeMap;

use domain::blackout::{Led, LocalTime, Occurrence, Plan, Series, Window, Zone};
use domain::duration::Span;
use domain::id::BlackoutId;
use domain::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::given::ada;
use super::places::{BERLIN, LORD_HOWE, Place, instant, local};

const SAVED: &str = "2026-03-20T12:00:00Z";

/// Every day at 02:30 in Berlin for two hours, announced a day before.
fn series(more: Value) -> Series {
    let mut draft = json!({
        "name": "Index rebuild", "start": "2026-03-27T02:30", "zone": "Europe/Berlin", "duration": "2h",
        "recurrence": { "every": { "days": 1 } },
    });
    draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let draft: domain::blackout::BlackoutDraft = serde_json::from_value(draft).unwrap();
    let saved = instant(SAVED);
    let plan: Plan = draft.check(Some(&BERLIN), saved).unwrap();
    Series { id: BlackoutId::new(Uuid::from_u128(1)), owner: ada(), saved, plan, follows: None }
}

/// Led to a day that nobody was told of yet, with days after it that have a row as well.
fn led(to: &str, touched: &[&str]) -> Led {
    let to = (!to.is_empty()).then(|| local(&format!("2026-{to}T02:30")));
    let announced_at = to.map(|key| series(json!({})).resolve(&BERLIN, key).window.announce_at);
    Led { to, announced_at, touched: touched.iter().map(|one| local(&format!("2026-{one}"))).collect() }
}

fn days(found: impl Iterator<Item = Occurrence>) -> String {
    let days = found.map(|one| one.key.naive().format("%m-%d").to_string());
    days.collect::<Vec<_>>().join(" ")
}

#[test]
fn there_is_a_row_for_every_date_that_was_announced_and_for_the_next() {
    let series = series(json!({}));
    let ahead = |led: Led, now: &str| days(series.ahead(&BERLIN, &led, instant(&format!("2026-{now}Z"))));
    assert_eq!(ahead(led("", &[]), "03-20T12:00:00"), "03-27");
    // Announced when the one before it is over.
    assert_eq!(ahead(led("03-27", &[]), "03-26T01:29:59"), "");
    assert_eq!(ahead(led("03-27", &[]), "03-26T01:30:00"), "03-28");
    assert_eq!(ahead(led("03-27", &[]), "03-30T12:00:00"), "03-28 03-29 03-30 03-31 04-01");
}

#[test]
fn a_last_row_that_is_over_before_its_time_does_not_keep_the_next_from_its_own() {
    let series = series(json!({}));
    let over = Led { announced_at: None, ..led("03-27", &[]) };
    assert_eq!(days(series.ahead(&BERLIN, &over, instant("2026-03-26T01:29:59Z"))), "03-28");
}

#[test]
fn dates_that_were_touched_ahead_of_time_have_their_row_and_hide_nobody() {
    let series = series(json!({}));
    let ahead = |led: Led, now: &str| days(series.ahead(&BERLIN, &led, instant(&format!("2026-{now}Z"))));
    let touched = ["03-28T02:30", "03-30T17:00"];
    assert_eq!(ahead(led("03-27", &touched), "03-26T12:00:00"), "03-29");
    assert_eq!(ahead(led("03-27", &touched), "03-30T12:00:00"), "03-29 03-31 04-01");
}

#[test]
fn a_series_that_ends_has_nothing_ahead_after_its_last_date() {
    let until = series(json!({ "recurrence": { "every": { "days": 1 }, "until": "2026-03-28" } }));
    let far = instant("2026-05-01T12:00:00Z");
    assert_eq!(days(until.ahead(&BERLIN, &led("", &[]), far)), "03-27 03-28");
    assert_eq!(days(until.ahead(&BERLIN, &led("03-28", &[]), far)), "");
    let once = series(json!({ "recurrence": null }));
    assert_eq!(days(once.ahead(&BERLIN, &led("", &[]), far)), "");
}

#[test]
fn a_change_reaches_no_date_before_it() {
    let mut changed = series(json!({}));
    changed.saved = instant("2026-03-29T12:00:00Z");
    assert_eq!(days(changed.ahead(&BERLIN, &led("", &[]), changed.saved)), "03-30 03-31");
    let told = changed.occurrences(&BERLIN, instant(SAVED), instant("2026-04-01T12:00:00Z"));
    assert_eq!(
        told.map(|(key, _)| key.words()).collect::<Vec<_>>().join(" "),
        "2026-03-30 02:30 2026-03-31 02:30 2026-04-01 02:30"
    );
}

#[test]
fn what_a_change_puts_between_rows_that_stay_is_filled_in() {
    let series = series(json!({}));
    let rows = [local("2026-03-28T02:30"), local("2026-03-31T23:00")];
    let filled = series.between_rows(&BERLIN, &rows, local("2026-03-31T23:00"));
    assert_eq!(days(filled), "03-27 03-29 03-30");
}

#[test]
fn an_announcement_waits_for_the_end_of_the_date_before() {
    let daily = series(json!({}));
    let window = daily.resolve(&BERLIN, local("2026-03-28T02:30")).window;
    assert_eq!(window.announce_at, instant("2026-03-27T03:30:00Z"));
    let first = daily.first(&BERLIN).window;
    assert_eq!(first.announce_at, instant("2026-03-26T01:30:00Z"));
}

/// Rules whose dates lie so far apart that windows fit between.
fn rules() -> impl Strategy<Value = Value> {
    let end = prop_oneof![
        2 => Just(json!({})),
        1 => (1..40_u32).prop_map(|count| json!({ "count": count })),
        1 => (90..200_u32).prop_map(|day| {
            let until = chrono::NaiveDate::from_yo_opt(2026, day).unwrap();
            json!({ "until": until.to_string() })
        }),
    ];
    let repeats = prop_oneof![
        (1..5_u32).prop_map(|days| json!({ "every": { "days": days } })),
        (1..3_u32, any::<bool>()).prop_map(|(weeks, two)| {
            json!({ "every": { "weeks": weeks }, "weekdays": if two { ["sun", "tue"] } else { ["sun", "fri"] } })
        }),
        Just(json!({ "every": { "months": 1 }, "nth_weekday": ["last", "sun"] })),
        Just(json!({ "every": { "months": 1 }, "month_day": 31 })),
    ];
    (repeats, end).prop_map(|(mut rule, end)| {
        rule.as_object_mut().unwrap().extend(end.as_object().unwrap().clone());
        rule
    })
}

/// Leads a series by nothing but looks at these instants; answers the rows.
fn leads(series: &Series, zone: &Place, looks: &[Timestamp]) -> BTreeMap<LocalTime, Window> {
    let mut rows: BTreeMap<LocalTime, Window> = BTreeMap::new();
    for now in looks {
        let last = rows.last_key_value();
        let led = Led {
            to: last.map(|(key, _)| *key),
            announced_at: last.map(|(_, window)| window.announce_at),
            touched: Vec::new(),
        };
        let more: Vec<Occurrence> = series.ahead(zone, &led, *now).collect();
        for one in more {
            assert_eq!(rows.insert(one.key, one.window), None, "a second row for {:?}", one.key);
        }
    }
    rows
}

proptest! {
    #[test]
    fn what_the_dates_say_is_what_happens_whenever_somebody_looks(
        rule in rules(), howe in any::<bool>(), minute in 0..1_440_i64, wall in any::<bool>(),
        announce in 0..3_000_i64, spans in prop::collection::vec(1..30_000_i64, 1..40),
    ) {
        let zone = if howe { &LORD_HOWE } else { &BERLIN };
        let mut series = series(json!({ "recurrence": rule }));
        let start = series.plan.start.naive().date().and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::minutes(minute);
        series.plan.start = start.into();
        series.plan.announce_lead = Span::from_secs(60 * announce);
        if wall {
            series.plan.length = domain::blackout::Length::Until((start + chrono::TimeDelta::hours(2)).into());
        }
        let mut looks = vec![series.saved];
        for span in spans {
            looks.push(looks[looks.len() - 1].plus(Span::from_secs(60 * span)));
        }
        let now = looks[looks.len() - 1];
        let rows = leads(&series, zone, &looks);
        let told: BTreeMap<LocalTime, Window> = series
            .occurrences(zone, series.saved, now.plus(Span::from_secs(500 * 86_400)))
            .map(|(key, resolved)| (key, resolved.window))
            .collect();
        for (key, window) in &told {
            match rows.get(key) {
                Some(row) => prop_assert_eq!(row, window),
                None => prop_assert!(window.announce_at > now, "{} was announced at {} without a row", key, window.announce_at),
            }
        }
        prop_assert!(rows.keys().all(|key| told.contains_key(key)));
        let ahead = rows.values().filter(|window| window.announce_at > now).count();
        let more = told.values().filter(|window| window.announce_at > now).count();
        prop_assert_eq!(ahead, more.min(1), "one row ahead, as long as there is a date");
        for (one, then) in told.values().zip(told.values().skip(1)) {
            prop_assert!(one.end < then.drain_at && one.announce_at < then.announce_at);
            prop_assert!(one.end <= then.announce_at);
        }
        for (key, window) in &told {
            prop_assert_eq!(window.start, zone.local(key.naive()).instant());
        }
    }
}
