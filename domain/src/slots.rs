//! Quiet slots: where a blackout of a wanted length hits the least work, each with its reasons.
//!
//! A blackout hits a run that would start between its hold and its end, and one that began before the hold and
//! still runs at the start. Which runs those are is told by what is planned, and by what ran at the same time of
//! the week before.

mod ask;
mod costs;
mod find;
mod grid;
mod habits;
mod reason;

use serde::{Deserialize, Serialize};

use crate::blackout::{DEFAULT_DRAIN_LEAD, LocalTime, Window};
use crate::duration::Span;
use crate::time::Timestamp;

pub use ask::{Search, SlotAsk};
pub use find::find;
pub use reason::{Reason, Side};

/// Slots start on the quarters of an hour.
pub const STEP: Span = Span::from_secs(15 * 60);
/// So long before a slot nothing new would start: the usual drain lead (rule 27).
pub const LEAD: Span = DEFAULT_DRAIN_LEAD;
/// How many weeks of history count; the newest counts that many times what the oldest does.
pub const WEEKS: u32 = 8;
/// One of them.
pub const WEEK: Span = Span::from_secs(7 * 86_400);
/// No run counts as longer than this: what waits for people for weeks is no habit of a time of the week.
pub const LONGEST_RUN: Span = WEEK;
/// The longest range that is searched: 92 days, one of which may have 25 hours.
pub const LONGEST_RANGE: Span = Span::from_secs(92 * 86_400 + 3_600);
/// How much is searched when no end is said.
pub const USUAL_RANGE: Span = Span::from_secs(14 * 86_400);
/// Another blackout is told from this close on.
pub const NEAR: Span = Span::from_secs(86_400);
/// How many slots are offered when nobody says how many.
pub const USUAL: usize = 10;
/// The most that are offered.
pub const MOST: usize = 50;

/// A stretch that is offered for a blackout.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Slot {
    /// Its start.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// Its start on the wall of the zone, as a plan says it.
    pub local_start: LocalTime,
    /// Its end on the wall of the zone.
    pub local_end: LocalTime,
    /// How many runs it is expected to hit, to the hundredth.
    pub hits: f64,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What a search found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuietSlots {
    /// The zone of the local times, and of the days of the week.
    pub zone: String,
    /// Where the search began.
    pub from: Timestamp,
    /// Where it ended.
    pub to: Timestamp,
    /// The wanted length.
    pub duration: Span,
    /// How many weeks of history there are, at most 8.
    pub weeks: u32,
    /// The slots, least hit first; no two of them overlap.
    pub items: Vec<Slot>,
    /// A list's cursor: none, as all of them are here.
    pub next: Option<String>,
}

/// Runs of one process that began within the same quarter of an hour and took about equally long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PastRuns {
    /// Its name.
    pub process: String,
    /// When they began.
    pub began: Timestamp,
    /// How long they took, or have taken so far.
    pub took: Span,
    /// How many they were.
    pub count: u32,
}

/// Requests for one process that are planned for about the same instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedRuns {
    /// Its name.
    pub process: String,
    /// When they would start.
    pub at: Timestamp,
    /// How many they are.
    pub count: u32,
}

/// A blackout that is planned, or under way; past its planned end it still lasts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Its instants.
    pub window: Window,
}

/// What the calendar and the history tell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Known {
    /// What is planned, from [`LONGEST_RUN`] before the range on.
    pub planned: Vec<PlannedRuns>,
    /// What ran in the last [`WEEKS`] weeks.
    pub past: Vec<PastRuns>,
    /// Other blackouts in the range or less than [`NEAR`] from it, and those whose drain instant lies in it.
    pub blackouts: Vec<Taken>,
}
