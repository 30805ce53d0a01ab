//! A window that is open longer than planned, and when to say so (rule 43).

use super::{Stage, Window};
use crate::duration::Span;
use crate::time::Timestamp;

/// How long past the planned end the first reminders come; after the last of them one comes every hour.
const FIRST: [Span; 4] =
    [Span::from_secs(5 * 60), Span::from_secs(15 * 60), Span::from_secs(30 * 60), Span::from_secs(60 * 60)];
const HOUR: i64 = 3_600_000_000;

/// How far past its planned end it still holds; none when it does not, or not yet.
///
/// A window that stays offline for another one is not overrun: that one's end is what counts (rule 30).
#[must_use]
pub fn overrun(window: &Window, stage: &Stage, now: Timestamp) -> Option<Span> {
    let past = now > window.end;
    match stage {
        Stage::Closing { .. } | Stage::Reopening { .. } | Stage::AwaitingConfirmation { .. } => {
            past.then(|| now.since(window.end))
        }
        // The tick leads these on at the end.
        Stage::Draining { .. } | Stage::Waiting { .. } | Stage::Cancelling { .. } | Stage::Offline { .. } => {
            None
        }
        Stage::Planned | Stage::Announced { .. } | Stage::Ended { .. } | Stage::Cancelled { .. } => None,
    }
}

/// The last reminder whose time has come; keeping it says each once, and after a pause only the newest.
#[must_use]
pub fn last_reminder(window: &Window, now: Timestamp) -> Option<Timestamp> {
    let past = now.since(window.end);
    let hours = Span::from_micros(past.micros() / HOUR * HOUR);
    let first = FIRST.iter().rev().copied().find(|after| *after <= past)?;
    Some(window.end.plus(first.max(hours)))
}

/// The first reminder after an instant.
#[must_use]
pub fn next_reminder(window: &Window, after: Timestamp) -> Timestamp {
    if after < window.end {
        return window.end.plus(FIRST[0]);
    }
    let past = after.since(window.end);
    let hourly = Span::from_micros((past.micros() / HOUR + 1) * HOUR);
    window.end.plus(FIRST.iter().copied().find(|first| *first > past).unwrap_or(hourly))
}
