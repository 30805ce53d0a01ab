//! Times and lengths as iCalendar writes them.

use chrono::NaiveDateTime;
use domain::blackout::{Local, Zone};
use domain::duration::Span;
use domain::time::Timestamp;

use crate::zone::Iana;

/// A local time without its zone.
pub(super) fn basic(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// An instant in UTC.
pub(super) fn utc(at: Timestamp) -> String {
    format!("{}Z", basic(at.to_chrono().naive_utc()))
}

/// A property that is a local time.
pub(super) fn local(property: &str, zone: Iana, at: NaiveDateTime) -> String {
    if zone == Iana::utc() {
        format!("{property}:{}Z", basic(at))
    } else {
        format!("{property};TZID={}:{}", zone.name(), basic(at))
    }
}

/// A property that is an instant: on the wall, or in UTC where the wall shows it twice.
pub(super) fn instant(property: &str, zone: Iana, at: Timestamp) -> String {
    let wall = zone.wall(at);
    match zone.local(wall) {
        Local::Single(_) => local(property, zone, wall),
        Local::Gap { .. } | Local::Twice { .. } => format!("{property}:{}", utc(at)),
    }
}

/// A length of time elapsed. It has no days, which are days of the calendar; parts of a second are dropped.
pub(super) fn length(span: Span) -> String {
    let (hours, minutes, seconds) = (span.secs() / 3_600, span.secs() / 60 % 60, span.secs() % 60);
    match (hours, minutes, seconds) {
        (0, 0, _) => format!("PT{seconds}S"),
        (0, _, 0) => format!("PT{minutes}M"),
        (0, _, _) => format!("PT{minutes}M{seconds}S"),
        (_, 0, 0) => format!("PT{hours}H"),
        (_, _, 0) => format!("PT{hours}H{minutes}M"),
        (_, _, _) => format!("PT{hours}H{minutes}M{seconds}S"),
    }
}
