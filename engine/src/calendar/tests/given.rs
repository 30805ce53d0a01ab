//! What the tests begin with.

use domain::blackout::{Length, LocalTime};
use domain::recurrence::{Every, Recurrence, RecurrenceDraft};
use domain::time::Timestamp;

use crate::calendar::{Changed, Event, Feed, Import, Revision, read};
use crate::zone::Iana;

pub(super) fn local(text: &str) -> LocalTime {
    text.parse().unwrap()
}

pub(super) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn zone(name: &str) -> Iana {
    Iana::named(name).unwrap()
}

pub(super) fn elapsed(text: &str) -> Length {
    Length::Elapsed(text.parse().unwrap())
}

pub(super) fn until(text: &str) -> Length {
    Length::Until(local(text))
}

/// A rule without an end.
pub(super) fn every(every: Every) -> Recurrence {
    RecurrenceDraft::every(every).try_into().unwrap()
}

pub(super) fn revision(sequence: u32, modified: &str) -> Revision {
    Revision { sequence, modified: instant(modified) }
}

/// A blackout in Berlin that comes once.
pub(super) fn event(start: &str, length: Length) -> Event {
    Event {
        uid: "b-1@lull.example".to_owned(),
        revision: revision(2, "2026-11-20T10:15:00Z"),
        name: "Index rebuild".to_owned(),
        message: None,
        zone: zone("Europe/Berlin"),
        start: local(start),
        length,
        recurrence: None,
        cancelled: Vec::new(),
        changed: Vec::new(),
    }
}

pub(super) fn changed(key: &str, start: &str, end: &str) -> Changed {
    Changed {
        key: local(key),
        revision: revision(3, "2026-11-21T08:00:00Z"),
        name: "Index rebuild, late".to_owned(),
        message: None,
        start: instant(start),
        end: instant(end),
    }
}

/// The feed of these as it is in November 2026.
pub(super) fn feed(events: Vec<Event>) -> String {
    let (name, refresh) = ("Blackouts".to_owned(), "1h".parse().unwrap());
    Feed { name, now: instant("2026-11-22T12:00:00Z"), refresh, events }.text()
}

/// The lines of a feed from its first event on, without what all of them have.
pub(super) fn told(events: Vec<Event>) -> Vec<String> {
    let text = feed(events);
    let (_, events) = text.split_once("BEGIN:VEVENT\r\n").unwrap();
    let alike = ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "TRANSP", "BEGIN", "END:"];
    let own = events.lines().filter(|line| !alike.iter().any(|one| line.starts_with(one)));
    own.map(str::to_owned).collect()
}

/// A calendar with these lines in it.
pub(super) fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", lines.replace('\n', "\r\n"))
}

/// A calendar with one event, which starts in Berlin and has these lines beside; they begin in line 6.
pub(super) fn calendar_of(lines: &str) -> String {
    calendar(&format!(
        "BEGIN:VEVENT\nSUMMARY:Nightly\nDTSTART;TZID=Europe/Berlin:20270104T220000\n{lines}\nEND:VEVENT\n"
    ))
}

/// What is read of a calendar; days and times without a zone are in Berlin.
pub(super) fn import(text: &str) -> Import {
    read(text.as_bytes(), Some(zone("Europe/Berlin"))).unwrap()
}
