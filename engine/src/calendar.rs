//! iCalendar (RFC 5545): the feed of blackouts, and what others write as blackouts to be.
//!
//! Pure: a [`Feed`] of [`Event`]s becomes a text, and [`read`] makes [`Found`] events of a text. Both work on plain
//! types, so that they know nothing of the store; why they are Lull's own is told in decision 15.
//!
//! What a local time means is rule 28 here too. Clients differ where the clock is changed: some leave out what lies in
//! a gap, some move it back, some measure a length on the wall. So the feed writes out every date that a change
//! touches, with a start and an end that can be read in one way only.

mod event;
mod feed;
mod import;
mod weekday;

#[cfg(test)]
mod tests;

pub use event::{Changed, Event, Feed, Revision};
pub use import::{Fault, Found, Import, MAX_CALENDAR_BYTES, MOST_EVENTS, Moved, read};

use domain::blackout::{Length, LocalTime, Zone};
use domain::time::Timestamp;

use crate::zone::Iana;

/// The instants of a start and a length, as `domain::blackout::resolve` makes them (rule 28).
pub(crate) fn instants(zone: Iana, start: LocalTime, length: Length) -> (Timestamp, Timestamp) {
    let from = zone.local(start.naive()).instant();
    let until = match length {
        Length::Elapsed(span) => from.plus(span),
        Length::Until(end) => {
            let at = zone.local(end.naive()).instant();
            if at > from { at } else { from.plus(end.since(start)) }
        }
    };
    (from, until)
}
