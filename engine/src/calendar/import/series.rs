//! Puts series together with the events that change or cancel one of their dates.

use std::collections::BTreeMap;

use domain::blackout::{Length, Local, LocalTime, Zone};
use domain::recurrence::Dates;

use super::entry::{Entry, Planned};
use super::fault::Fault;
use super::parts::Raw;
use super::when::When;
use super::{Found, Import, Moved};
use crate::calendar::instants;
use crate::zone::Iana;

/// What a UID stands for.
enum Known {
    /// A place among what was found, and the dates if it recurs.
    Found(usize, Option<Dates>),
    /// It has a fault or is cancelled: its changes have nothing to change.
    LeftOut,
}

/// Makes an import of all events as they were read.
pub(super) fn assemble<'a>(entries: impl Iterator<Item = (&'a Raw, Result<Entry, Vec<Fault>>)>) -> Import {
    let mut import = Import::default();
    let (mut known, mut changes) = (BTreeMap::new(), Vec::new());
    for (raw, entry) in entries {
        let is_change = raw.property("RECURRENCE-ID").is_some();
        let stands_for = match entry {
            Ok(entry) if is_change => {
                changes.push((raw, entry));
                continue;
            }
            Ok(Entry::Planned(planned)) => {
                let dates = planned.dates;
                import.found.push(whole(*planned));
                Known::Found(import.found.len() - 1, dates)
            }
            Ok(Entry::Cancelled(_)) => {
                import.cancelled += 1;
                Known::LeftOut
            }
            Err(faults) => {
                import.faults.extend(faults);
                if is_change {
                    continue;
                }
                Known::LeftOut
            }
        };
        if let Some(uid) = raw.uid() {
            known.entry(uid).or_insert(stands_for);
        }
    }
    for (raw, entry) in changes {
        match raw.uid().and_then(|uid| known.get(&uid)) {
            Some(Known::Found(at, dates)) => change(raw, entry, *at, *dates, &mut import),
            Some(Known::LeftOut) => {}
            None => alone(entry, &mut import),
        }
    }
    finish(&mut import);
    import
}

/// An event with the dates that its own exceptions cancel.
fn whole(planned: Planned) -> Found {
    let Planned { mut found, dates, exceptions, .. } = planned;
    if let Some(dates) = dates {
        let key = |when: When| key_of(when, &dates, found.zone, found.start);
        found.cancelled = exceptions.into_iter().filter_map(key).collect();
    }
    found
}

/// The date of a series that a day or an instant stands for.
fn key_of(when: When, dates: &Dates, zone: Iana, start: LocalTime) -> Option<LocalTime> {
    let day = when.on_the_wall_of(zone).date();
    let key: LocalTime = day.and_time(start.naive().time()).into();
    let is_meant = matches!(when, When::Day(_)) || zone.local(key.naive()).instant() == when.instant(zone);
    (is_meant && dates.has(key)).then_some(key)
}

/// A change of one date of a series.
fn change(raw: &Raw, entry: Entry, at: usize, dates: Option<Dates>, import: &mut Import) {
    let series = &mut import.found[at];
    let when = match &entry {
        Entry::Cancelled(when) => *when,
        Entry::Planned(planned) => planned.stands_for,
    };
    let key = when.zip(dates).and_then(|(when, dates)| key_of(when, &dates, series.zone, series.start));
    match (key, entry) {
        (Some(key), Entry::Cancelled(_)) => series.cancelled.push(key),
        (Some(key), Entry::Planned(planned)) => {
            let moved = moved(key, planned.found, series.zone);
            series.changed.push(moved);
        }
        (None, Entry::Cancelled(_)) => {}
        (None, Entry::Planned(_)) => {
            let line = raw.property("RECURRENCE-ID").map_or(raw.line, |line| line.number);
            let told =
                "changes what is no date of its series: take out its RECURRENCE-ID and give it another UID";
            import.faults.push(raw.fault(line, told));
        }
    }
}

/// A date whose series is not in the calendar is an event like any other.
fn alone(entry: Entry, import: &mut Import) {
    match entry {
        Entry::Cancelled(_) => import.cancelled += 1,
        Entry::Planned(planned) => import.found.push(Found { recurrence: None, ..planned.found }),
    }
}

fn moved(key: LocalTime, found: Found, series: Iana) -> Moved {
    let own = (found.zone, found.start, found.length);
    let (zone, start, length) = told_in(series, &found).unwrap_or(own);
    Moved { key, name: found.name, message: found.message, zone, start, length }
}

/// The same times on the wall of another zone; none where that shows the start twice.
fn told_in(zone: Iana, found: &Found) -> Option<(Iana, LocalTime, Length)> {
    if zone == found.zone {
        return Some((zone, found.start, found.length));
    }
    let (from, until) = instants(found.zone, found.start, found.length);
    let (start, end) = (zone.wall(from), zone.wall(until));
    let comes_once = |at| matches!(zone.local(at), Local::Single(_));
    let length = match found.length {
        Length::Until(_) if comes_once(end) && end > start => Length::Until(end.into()),
        Length::Until(_) => Length::Elapsed(until.since(from)),
        Length::Elapsed(span) => Length::Elapsed(span),
    };
    comes_once(start).then(|| (zone, start.into(), length))
}

/// Brings everything into its order; a cancelled date stays cancelled.
fn finish(import: &mut Import) {
    for series in &mut import.found {
        series.cancelled.sort_unstable();
        series.cancelled.dedup();
        series.changed.sort_by_key(|one| one.key);
        series.changed.dedup_by_key(|one| one.key);
        let cancelled = &series.cancelled;
        series.changed.retain(|one| cancelled.binary_search(&one.key).is_err());
    }
    import.found.sort_by_key(|one| one.line);
    import.faults.sort_by_key(|fault| fault.line);
}
