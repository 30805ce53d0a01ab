//! What the stories begin with.

use chrono::{NaiveDateTime, TimeDelta};
use domain::blackout::{AtEnd, Reach, Window, Zone};
use domain::duration::Span;
use domain::slots::{Known, PastRuns, PlannedRuns, QuietSlots, Search, Taken, find};
use domain::time::Timestamp;

/// A Monday's midnight in UTC, at which most stories are told.
pub const NOW: Timestamp = Timestamp::from_micros(1_796_601_600_000_000);

/// A zone of a few changes: the offset in minutes from each instant on.
pub struct Place(&'static [(&'static str, i64)]);

pub const UTC: Place = Place(&[("1970-01-01T00:00:00Z", 0)]);

/// Berlin in 2026: 02:00 becomes 03:00 on 29 March, 03:00 becomes 02:00 on 25 October.
pub const BERLIN: Place =
    Place(&[("1970-01-01T00:00:00Z", 60), ("2026-03-29T01:00:00Z", 120), ("2026-10-25T01:00:00Z", 60)]);

impl Zone for Place {
    fn wall(&self, at: Timestamp) -> NaiveDateTime {
        let offset = self.0.iter().rev().find(|(from, _)| instant(from) <= at).unwrap_or(&self.0[0]).1;
        at.to_chrono().naive_utc() + TimeDelta::minutes(offset)
    }
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn span(text: &str) -> Span {
    text.parse().unwrap()
}

/// An instant of December 2026 in UTC: `07 02:00`.
pub fn december(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    instant(&format!("2026-12-{day}T{time}:00Z"))
}

/// A search for at most so many slots.
pub fn search(from: Timestamp, to: Timestamp, duration: &str, limit: usize) -> Search {
    Search { from, to, duration: span(duration), zone: "UTC".to_owned(), limit }
}

pub fn past(process: &str, began: Timestamp, took: &str) -> PastRuns {
    PastRuns { process: process.to_owned(), began, took: span(took), count: 1 }
}

pub fn planned(process: &str, at: Timestamp) -> PlannedRuns {
    PlannedRuns { process: process.to_owned(), at, count: 1 }
}

/// A blackout with a drain lead of half an hour.
pub fn taken(name: &str, start: Timestamp, end: Timestamp) -> Taken {
    let window = Window {
        announce_at: start.minus(span("24h")),
        drain_at: start.minus(span("30m")),
        start,
        end,
        hard_maximum: span("1h"),
        reach: Reach::MaintenanceOnly,
        at_end: AtEnd::Reopen,
    };
    Taken { name: name.to_owned(), window }
}

/// What is found in UTC, on that Monday.
pub fn found(search: &Search, known: &Known) -> QuietSlots {
    find(search, known, &UTC, NOW)
}

/// The slots' starts and what they hit, as the tables have it: `07 00:30 0`.
pub fn told(found: &QuietSlots) -> Vec<String> {
    let clock = |at: Timestamp| at.to_chrono().format("%d %H:%M").to_string();
    found.items.iter().map(|slot| format!("{} {}", clock(slot.start), slot.hits)).collect()
}
