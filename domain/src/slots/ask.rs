//! What is asked for, read from text: every fault is told at once, with its cure.

use chrono::TimeDelta;

use super::{LONGEST_RANGE, MOST, USUAL, USUAL_RANGE};
use crate::blackout::{FURTHEST, LONGEST, LocalTime, Zone, no_zone};
use crate::duration::Span;
use crate::problem::FieldError;
use crate::time::Timestamp;

/// A search as it is asked for, in texts as addresses carry them; [`SlotAsk::check`] reads it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SlotAsk {
    /// Where to begin: an instant, or a date of the zone; now when absent.
    pub from: Option<String>,
    /// Where to end: an instant, or a date of the zone, whose whole day counts; two weeks on when absent.
    pub to: Option<String>,
    /// The wanted length, such as `2h`.
    pub duration: Option<String>,
    /// The zone's IANA name.
    pub zone: String,
    /// How many slots at most, 1 to 50; 10 when absent.
    pub limit: Option<String>,
}

/// A search that can be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends.
    pub to: Timestamp,
    /// The wanted length.
    pub duration: Span,
    /// The zone's IANA name.
    pub zone: String,
    /// How many slots at most.
    pub limit: usize,
}

type Faults = Vec<FieldError>;

impl SlotAsk {
    /// Makes a search of it. `zone` is the one that it names, none when there is no such zone.
    ///
    /// # Errors
    /// Every fault that can be told, all at once. `now` says what has passed.
    pub fn check<Z: Zone + ?Sized>(&self, zone: Option<&Z>, now: Timestamp) -> Result<Search, Faults> {
        let mut faults = Faults::new();
        if zone.is_none() {
            faults.push(no_zone(&self.zone));
        }
        let from = match given(self.from.as_ref()) {
            None => Some(now),
            Some(text) => moment("from", text, 0, zone, &mut faults),
        };
        let to = match given(self.to.as_ref()) {
            None => from.map(|from| from.max(now).plus(USUAL_RANGE)),
            Some(text) => moment("to", text, 1, zone, &mut faults),
        };
        let range = from.zip(to);
        faults.extend(range.and_then(|(from, to)| beyond(from, to, now)));
        let duration = duration(given(self.duration.as_ref()), range, &mut faults);
        let limit = limit(given(self.limit.as_ref()), &mut faults);
        match (range, duration, limit) {
            (Some((from, to)), Some(duration), Some(limit)) if faults.is_empty() => {
                Ok(Search { from, to, duration, zone: self.zone.clone(), limit })
            }
            _ => Err(faults),
        }
    }
}

/// Trims a text; an empty one is none.
fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// An instant, or the midnight that so many days after a date begin with. None when it cannot be said.
fn moment<Z: Zone + ?Sized>(
    path: &str,
    text: &str,
    days: i64,
    zone: Option<&Z>,
    faults: &mut Faults,
) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let Ok(midnight) = format!("{text}T00:00").parse::<LocalTime>() else {
        let shown: String = text.chars().take(64).collect();
        let told = format!(
            "\"{shown}\" is neither a date nor an instant: write it like 2026-12-05 or 2026-12-05T01:00:00Z"
        );
        faults.push(FieldError::at(path, told));
        return None;
    };
    zone.map(|zone| zone.local(midnight.naive() + TimeDelta::days(days)).instant())
}

/// A range that has passed, is none, is too long or lies too far ahead.
fn beyond(from: Timestamp, to: Timestamp, now: Timestamp) -> Option<FieldError> {
    let told = if to <= now {
        "has passed: choose a later one"
    } else if to <= from {
        "is not after the start of the range: choose a later one"
    } else if to.since(from) > LONGEST_RANGE {
        "lies more than 92 days after the start of the range: search less at once"
    } else if to > now.plus(FURTHEST) {
        "lies more than 20 years ahead: choose an earlier one"
    } else {
        return None;
    };
    Some(FieldError::at("to", told))
}

fn duration(text: Option<&str>, range: Option<(Timestamp, Timestamp)>, faults: &mut Faults) -> Option<Span> {
    let fault = match text.map(str::parse::<Span>) {
        None => "is missing: say how long it takes, like 2h".to_owned(),
        Some(Err(bad)) => bad.to_string(),
        Some(Ok(Span::ZERO)) => "is no time at all: write one like 2h".to_owned(),
        Some(Ok(span)) if span > LONGEST => format!("is longer than {LONGEST}: shorten it"),
        Some(Ok(span)) if range.is_some_and(|(from, to)| from < to && span > to.since(from)) => {
            "is longer than the range: shorten it, or search a longer range".to_owned()
        }
        Some(Ok(span)) => return Some(span),
    };
    faults.push(FieldError::at("duration", fault));
    None
}

fn limit(text: Option<&str>, faults: &mut Faults) -> Option<usize> {
    let Some(text) = text else { return Some(USUAL) };
    let limit = text.parse::<usize>().ok().filter(|limit| (1..=MOST).contains(limit));
    if limit.is_none() {
        faults.push(FieldError::at("limit", format!("should be a number from 1 to {MOST}")));
    }
    limit
}
