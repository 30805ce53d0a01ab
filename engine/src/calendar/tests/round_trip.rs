//! What is written is read as the same.

use chrono::{NaiveDate, TimeDelta};
use domain::blackout::{Length, LocalTime};
use domain::duration::Span;
use domain::recurrence::{Every, Ordinal, Recurrence, RecurrenceDraft, Weekday};
use domain::time::Timestamp;
use proptest::prelude::*;

use super::given::{event, feed, import, local, zone};
use crate::calendar::event::date_of;
use crate::calendar::{Changed, Event, Found, instants};

const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Pacific/Chatham",
    "UTC",
];

fn rules() -> impl Strategy<Value = RecurrenceDraft> {
    let weekdays = prop::sample::subsequence(Weekday::ALL.to_vec(), 1..=7);
    let weekday = prop::sample::select(Weekday::ALL.to_vec());
    let months = |every| RecurrenceDraft::every(Every::Months(every));
    let rule = prop_oneof![
        (1..20_u32).prop_map(|every| RecurrenceDraft::every(Every::Days(every))),
        (1..5_u32, proptest::option::of(weekdays)).prop_map(|(every, weekdays)| RecurrenceDraft {
            weekdays,
            ..RecurrenceDraft::every(Every::Weeks(every))
        }),
        (1..5_u32).prop_map(months),
        (1..=31_u32)
            .prop_map(move |day| RecurrenceDraft { month_day: Some(Ordinal::Number(day)), ..months(1) }),
        (1..14_u32)
            .prop_map(move |every| RecurrenceDraft { month_day: Some(Ordinal::Last), ..months(every) }),
        (1..14_u32, 1..=4_u32, weekday).prop_map(move |(every, nth, weekday)| RecurrenceDraft {
            nth_weekday: Some((Ordinal::Number(nth), weekday)),
            ..months(every)
        }),
    ];
    let ends = prop_oneof![
        Just((None::<NaiveDate>, None::<u32>)),
        (500..900_i64)
            .prop_map(|days| (Some(local("2027-01-01T00:00").naive().date() + TimeDelta::days(days)), None)),
        (1..60_u32).prop_map(|count| (None, Some(count))),
    ];
    (rule, ends).prop_map(|(rule, (until, count))| RecurrenceDraft { until, count, ..rule })
}

fn names() -> impl Strategy<Value = String> {
    "[ -~äß漢😀]{0,90}x".prop_map(|name| name.trim().to_owned())
}

fn messages() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[ -~äß漢😀\n]{0,200}x".prop_map(|text| text.trim().to_owned()))
}

/// In 2027 or 2028, in the hours in which clocks are changed as often as in all others together.
fn starts() -> impl Strategy<Value = LocalTime> {
    let minute = prop_oneof![0..240_i64, 0..1_440_i64];
    (0..700_i64, minute).prop_map(|(day, minute)| {
        (local("2027-01-01T00:00").naive() + TimeDelta::days(day) + TimeDelta::minutes(minute)).into()
    })
}

fn events() -> impl Strategy<Value = Event> {
    let what = (names(), messages(), prop::sample::select(ZONES.to_vec()));
    let when = (starts(), prop_oneof![1..300_i64, 1..4_000_i64], any::<bool>());
    let touched = prop::collection::vec((0..40_usize, any::<bool>(), -3_000..3_000_i64), 0..5);
    (what, when, proptest::option::weighted(0.8, rules()), touched).prop_map(
        |((name, message, place), (start, minutes, by_end), rule, touched)| {
            let end = (start.naive() + TimeDelta::minutes(minutes)).into();
            let elapsed = Length::Elapsed(Span::from_secs(minutes * 60));
            let length = if by_end { Length::Until(end) } else { elapsed };
            let recurrence = rule.map(|rule| Recurrence::try_from(rule).unwrap());
            let plain = event("2027-01-01T00:00", length);
            let mut event = Event { name, message, zone: zone(place), start, recurrence, ..plain };
            for (which, is_cancelled, aside) in touched {
                touch(&mut event, which, is_cancelled, aside);
            }
            event
        },
    )
}

/// Cancels or moves one of the first dates of a series that nothing happened to.
fn touch(event: &mut Event, which: usize, is_cancelled: bool, aside: i64) {
    let date = event.recurrence.and_then(|rule| rule.dates(event.start).all_from(event.start).nth(which));
    let Some(key) = date else { return };
    let taken = event.changed.iter().any(|one| one.key == key);
    if taken || event.cancelled.contains(&key) {
        return;
    }
    if is_cancelled {
        event.cancelled.push(key);
    } else {
        let start = Timestamp::from((key.naive() + TimeDelta::minutes(aside)).and_utc());
        let end = start.plus(Span::from_secs(3_600));
        let (revision, name) = (event.revision, "Moved".to_owned());
        event.changed.push(Changed { key, revision, name, message: None, start, end });
    }
}

/// What takes place of a series until 2030: each date with its name and its instants.
type Course = Vec<(LocalTime, String, (Timestamp, Timestamp))>;

fn planned(event: &Event, rule: Recurrence) -> Course {
    let dates = rule.dates(event.start);
    let all = dates.all_from(event.start).take_while(|date| *date < local("2030-01-01T00:00"));
    let stays = all.filter(|date| !event.cancelled.iter().any(|key| date_of(&dates, *key) == Some(*date)));
    let told = stays.map(|date| match event.changed.iter().find(|one| one.key == date) {
        Some(one) => (date, one.name.clone(), (one.start, one.end)),
        None => (date, event.name.clone(), event.instants(date)),
    });
    told.collect()
}

fn read(found: &Found, draft: RecurrenceDraft) -> Course {
    let dates = Recurrence::try_from(draft).unwrap().dates(found.start);
    let all = dates.all_from(found.start).take_while(|date| *date < local("2030-01-01T00:00"));
    let stays = all.filter(|date| !found.cancelled.contains(date));
    let told = stays.map(|date| match found.changed.iter().find(|one| one.key == date) {
        Some(one) => (date, one.name.clone(), instants(one.zone, one.start, one.length)),
        None => (date, found.name.clone(), instants(found.zone, date, found.length)),
    });
    told.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same(event in events()) {
        let text = feed(vec![event.clone()]);
        let import = import(&text);
        prop_assert!(import.faults.is_empty(), "{:?}: {text}", import.faults);
        let dates = event.recurrence.map(|rule| rule.dates(event.start).first());
        if dates == Some(None) {
            prop_assert!(import.found.is_empty());
            return Ok(());
        }
        let [found] = import.found.as_slice() else { return Err(TestCaseError::fail(text)) };
        prop_assert_eq!(found.uid.as_deref(), Some(event.uid.as_str()));
        prop_assert_eq!((&found.name, &found.message), (&event.name, &event.message));
        match (event.recurrence, found.recurrence.clone()) {
            (Some(rule), Some(draft)) => {
                prop_assert_eq!(found.zone, event.zone);
                prop_assert_eq!(read(found, draft), planned(&event, rule), "{}", text);
            }
            (None, None) => {
                let read = instants(found.zone, found.start, found.length);
                prop_assert_eq!(read, event.instants(event.start), "{}", text);
            }
            (rule, draft) => return Err(TestCaseError::fail(format!("{rule:?} became {draft:?}"))),
        }
    }
}
