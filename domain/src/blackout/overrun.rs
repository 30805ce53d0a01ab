//! When to say again that something lasts longer than planned (rule 43).

use crate::duration::Span;
use crate::time::Timestamp;

/// How long past the planned end the first reminders come; after the last of them one comes every hour.
const FIRST: [Span; 5] = [
    Span::ZERO,
    Span::from_secs(5 * 60),
    Span::from_secs(15 * 60),
    Span::from_secs(30 * 60),
    Span::from_secs(60 * 60),
];
const HOUR: i64 = 3_600_000_000;

/// The last reminder whose time has come, of a hold with this planned end; none before it. Keeping it says each once, and
/// after a pause only the newest.
#[must_use]
pub fn last_reminder(end: Timestamp, now: Timestamp) -> Option<Timestamp> {
    if now < end {
        return None;
    }
    let past = now.since(end);
    let hours = Span::from_micros(past.micros() / HOUR * HOUR);
    let first = FIRST.iter().rev().copied().find(|after| *after <= past)?;
    Some(end.plus(first.max(hours)))
}
