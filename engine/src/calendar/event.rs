//! What a feed tells.

use domain::blackout::{Length, LocalTime};
use domain::duration::Span;
use domain::recurrence::{Dates, Recurrence};
use domain::time::Timestamp;

use crate::zone::Iana;

/// A calendar that people subscribe to.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What clients call it.
    pub name: String,
    /// Says which years the text covers. It is the same text until something in it changes or the year does.
    pub now: Timestamp,
    /// How often a client should ask for it anew.
    pub refresh: Span,
    /// What it tells.
    pub events: Vec<Event>,
}

/// A blackout or a series of them.
#[derive(Clone, Debug)]
pub struct Event {
    /// The same for all of its life; a series that was split off has one of its own.
    pub uid: String,
    /// Which of its versions this is.
    pub revision: Revision,
    /// What people call it.
    pub name: String,
    /// For everybody.
    pub message: Option<String>,
    /// Where its local times are.
    pub zone: Iana,
    /// When it starts, on the wall of `zone`.
    pub start: LocalTime,
    /// How long it is.
    pub length: Length,
    /// How it comes again.
    pub recurrence: Option<Recurrence>,
    /// The keys of its cancelled dates; any, for one that does not recur, means itself.
    pub cancelled: Vec<LocalTime>,
    /// Its dates that are not as the rest; the first, for one that does not recur, means itself.
    pub changed: Vec<Changed>,
}

/// A date that was moved or has a plan of its own.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its key; it stands for the date on the same day (rule 29).
    pub key: LocalTime,
    /// Which of its versions this is.
    pub revision: Revision,
    /// What people call it.
    pub name: String,
    /// For everybody.
    pub message: Option<String>,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

/// A version of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Counts the changes.
    pub sequence: u32,
    /// When it was changed last.
    pub modified: Timestamp,
}

impl Event {
    /// The instants of the date that has this key.
    pub(super) fn instants(&self, key: LocalTime) -> (Timestamp, Timestamp) {
        let length = match self.length {
            Length::Elapsed(span) => Length::Elapsed(span),
            Length::Until(end) => Length::Until((key.naive() + (end.naive() - self.start.naive())).into()),
        };
        super::instants(self.zone, key, length)
    }

    /// The length as planned: elapsed, or the difference that the hands of the clock make.
    pub(super) fn nominal(&self) -> Span {
        match self.length {
            Length::Until(end) => end.since(self.start),
            Length::Elapsed(span) => span,
        }
    }
}

/// The date of a series on the day of a key (rule 29).
pub(super) fn date_of(dates: &Dates, key: LocalTime) -> Option<LocalTime> {
    let day = key.naive().date();
    let midnight = day.and_time(chrono::NaiveTime::MIN).into();
    dates.all_from(midnight).next().filter(|date| date.naive().date() == day)
}
