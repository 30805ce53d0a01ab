//! Reads what others write: events that can become blackouts, and a fault for each that cannot.
//!
//! What Lull cannot keep is never left out in silence: a blackout on other dates than its calendar says is worse than
//! none. A fault is told with the event's name and its line, and the rest is read all the same; only a text that is no
//! calendar, is cut off or is too large is refused as a whole.

mod entry;
mod fault;
mod length;
mod lines;
mod parts;
mod recurs;
mod series;
mod times;
mod when;
mod windows;
mod zones;

use domain::blackout::{Length, LocalTime};
use domain::recurrence::RecurrenceDraft;

use crate::zone::Iana;
pub use fault::Fault;
use parts::Parts;

/// The longest calendar that is read, in bytes.
pub const MAX_CALENDAR_BYTES: usize = 1024 * 1024;
/// The most events that are read from a calendar.
pub const MOST_EVENTS: usize = 1_000;

/// What a calendar has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Import {
    /// The events that can become blackouts, in the order of the text.
    pub found: Vec<Found>,
    /// Why others cannot, in the order of the text.
    pub faults: Vec<Fault>,
    /// How many are left out because the calendar itself says that they are cancelled.
    pub cancelled: usize,
}

/// An event that can become a blackout. Nothing is checked yet but that it can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Tells an event that comes again in a later import.
    pub uid: Option<String>,
    /// The line that it begins in, from 1.
    pub line: u32,
    /// Its summary.
    pub name: String,
    /// Its description.
    pub message: Option<String>,
    /// Where its local times are.
    pub zone: Iana,
    /// When it starts, on the wall of `zone`.
    pub start: LocalTime,
    /// How long it is.
    pub length: Length,
    /// How it comes again.
    pub recurrence: Option<RecurrenceDraft>,
    /// The keys of its cancelled dates, in order.
    pub cancelled: Vec<LocalTime>,
    /// Its dates that are not as the rest, in order of their keys.
    pub changed: Vec<Moved>,
}

/// A date that is not as the rest of its series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The date of the series that it stands for.
    pub key: LocalTime,
    /// Its summary.
    pub name: String,
    /// Its description.
    pub message: Option<String>,
    /// Where its local times are: where those of the series are, unless they cannot be told there.
    pub zone: Iana,
    /// When it starts.
    pub start: LocalTime,
    /// How long it is.
    pub length: Length,
}

/// Reads a calendar. `floating` is the zone of days and times that name none.
///
/// # Errors
/// The fault of a text that cannot be read at all.
pub fn read(text: &[u8], floating: Option<Iana>) -> Result<Import, Fault> {
    if text.len() > MAX_CALENDAR_BYTES {
        let told = format!("has more than {MAX_CALENDAR_BYTES} bytes: export a shorter span of time");
        return Err(Fault::of_all(1, told));
    }
    let mut parts = Parts::of(text)?;
    parts.zones.floating = floating;
    let entries = parts.events.iter().map(|raw| (raw, entry::read(raw, &parts.zones)));
    Ok(series::assemble(entries))
}
