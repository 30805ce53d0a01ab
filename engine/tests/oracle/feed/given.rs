//! Events made by chance, close to changes of the clock.

use chrono::{Datelike, NaiveDateTime, TimeDelta};
use domain::blackout::{Length, LocalTime};
use domain::duration::Span;
use domain::recurrence::{Every, Ordinal, Recurrence, RecurrenceDraft, Weekday};
use domain::time::Timestamp;
use engine::calendar::{Changed, Event, Revision};
use engine::zone::Iana;

use crate::chance::Chance;
use crate::lull;

const MINUTES: [i64; 8] = [1, 30, 60, 90, 240, 1_439, 2_000, 7_200];

/// A series, or now and then a blackout that comes once.
pub fn event(number: usize, zones: &[&str], chance: &mut Chance) -> Event {
    let zone = lull::zone(chance.one_of(zones));
    let start: LocalTime = start(zone, chance).into();
    let length = chance.one_of(&MINUTES);
    let end = (start.naive() + TimeDelta::minutes(length)).into();
    let elapsed = Length::Elapsed(Span::from_secs(length * 60));
    let recurrence = (chance.below(6) > 0).then(|| rule(start, chance));
    let mut event = Event {
        uid: format!("{number}@lull.example"),
        revision: revision(chance),
        name: "Index rebuild".to_owned(),
        message: None,
        zone,
        start,
        length: chance.one_of(&[elapsed, Length::Until(end)]),
        recurrence,
        cancelled: Vec::new(),
        changed: Vec::new(),
    };
    if let Some(rule) = recurrence {
        let dates: Vec<LocalTime> = rule.dates(start).all_from(start).take(40).collect();
        event.cancelled = (0..chance.below(3)).map(|_| some_key(&dates, chance)).collect();
        event.changed = (0..chance.below(3)).map(|_| changed(&dates, chance)).collect();
        event.changed.sort_by_key(|one| one.key);
        event.changed.dedup_by_key(|one| one.key.naive().date());
    }
    event
}

/// Within an hour and a half of what the clock shows at a change, on its day or some days before.
fn start(zone: Iana, chance: &mut Chance) -> NaiveDateTime {
    let (from, until) = ("2026-02-01T00:00:00Z".parse().unwrap(), "2029-01-01T00:00:00Z".parse().unwrap());
    let changes = zone.changes(from, until);
    let near = if changes.is_empty() {
        "2027-03-31T02:30:00".parse().unwrap()
    } else {
        changes[chance.index(changes.len())].shown_before()
    };
    let aside = TimeDelta::minutes(chance.between(-90, 91));
    near + aside - TimeDelta::days(chance.one_of(&[0, 1, 7, 28]))
}

/// A rule that may have the start for its first date, or not.
fn rule(start: LocalTime, chance: &mut Chance) -> Recurrence {
    let every = u32::try_from(chance.between(1, 4)).unwrap();
    let weekday = chance.one_of(&Weekday::ALL);
    let day = start.naive().day();
    let draft = match chance.below(7) {
        0 => RecurrenceDraft::every(Every::Days(every)),
        1 => RecurrenceDraft::every(Every::Weeks(every)),
        2 => RecurrenceDraft {
            weekdays: Some(vec![Weekday::Mon, Weekday::Sun]),
            ..RecurrenceDraft::every(Every::Weeks(every))
        },
        3 => RecurrenceDraft::every(Every::Months(every)),
        4 => RecurrenceDraft {
            month_day: Some(Ordinal::Number(day.max(29))),
            ..RecurrenceDraft::every(Every::Months(1))
        },
        5 => {
            RecurrenceDraft { month_day: Some(Ordinal::Last), ..RecurrenceDraft::every(Every::Months(every)) }
        }
        _ => RecurrenceDraft {
            nth_weekday: Some((chance.one_of(&[Ordinal::Number(2), Ordinal::Last]), weekday)),
            ..RecurrenceDraft::every(Every::Months(every))
        },
    };
    let (until, count) = match chance.below(3) {
        0 => (Some(start.naive().date() + TimeDelta::days(chance.between(120, 900))), None),
        1 => (None, Some(40)),
        _ => (None, None),
    };
    Recurrence::try_from(RecurrenceDraft { until, count, ..draft }).unwrap()
}

/// A date's key with a time of day that the series had before (rule 29), or a day that may be none of its dates.
fn some_key(dates: &[LocalTime], chance: &mut Chance) -> LocalTime {
    let date = dates[chance.index(dates.len())].naive().date() + TimeDelta::days(chance.between(0, 2));
    date.and_hms_opt(12, 0, 0).unwrap().into()
}

fn changed(dates: &[LocalTime], chance: &mut Chance) -> Changed {
    let key = some_key(dates, chance);
    let aside = Span::from_secs(chance.between(0, 172_800));
    let start = Timestamp::from(key.naive().and_utc()).plus(aside);
    let end = start.plus(Span::from_secs(chance.between(60, 90_000)));
    Changed { key, revision: revision(chance), name: "Moved".to_owned(), message: None, start, end }
}

fn revision(chance: &mut Chance) -> Revision {
    let modified = "2026-06-01T08:00:00Z".parse().unwrap();
    Revision { sequence: u32::try_from(chance.below(9)).unwrap(), modified }
}
