//! What is told of blackouts: a saved one, and what a draft would bring.

use serde::{Deserialize, Serialize};

use super::{BlackoutDraft, LocalTime, Note, Occurrence, Plan, Series, Upcoming, Window};
use crate::drain::Blocker;
use crate::id::{BlackoutId, RequestId};
use crate::permission::Person;
use crate::time::Timestamp;

/// A saved blackout with one of its occurrences.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blackout {
    /// Its id.
    pub id: BlackoutId,
    /// Who planned it.
    pub owner: Person,
    /// When it was saved or last changed.
    pub saved: Timestamp,
    /// What was planned.
    #[serde(flatten)]
    pub plan: BlackoutDraft,
    /// The occurrence: its instants, and how far it has come.
    pub occurrence: Occurrence,
}

impl Blackout {
    /// Tells of one occurrence of a series.
    #[must_use]
    pub fn of(series: &Series, occurrence: Occurrence) -> Self {
        Self {
            id: series.id,
            owner: series.owner.clone(),
            saved: series.saved,
            plan: series.plan.draft(),
            occurrence,
        }
    }

    /// The same for a date that was changed for itself: what is told is its own plan.
    #[must_use]
    pub fn planned_as(self, own: &Plan) -> Self {
        Self { plan: own.draft(), ..self }
    }
}

/// A one-shot request that would not start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HitRequest {
    /// The request.
    pub id: RequestId,
    /// Its process.
    pub process: String,
    /// Whose it is.
    pub owner: Person,
    /// When it would start.
    pub planned: Timestamp,
}

/// What a window would hit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlastRadius {
    /// Requests planned for an instant between hold and end: they will not start then. The earliest, at most 50.
    pub scheduled: Vec<HitRequest>,
    /// How many there are in all.
    pub scheduled_count: u64,
    /// Running requests that may outlive the start: by forecast nine of ten such runs did not end before it, or they
    /// have yet to ask a person.
    pub outlives: Vec<Blocker>,
    /// How many more requests run, which were not looked at.
    #[serde(default)]
    pub outlives_more: u64,
    /// Manual tasks that wait for a person now.
    pub waiting_tasks: u64,
    /// Whose work is hit, by name.
    pub owners: Vec<String>,
}

/// Another blackout that overlaps, or lies so close that nothing opens in between.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Overlapping {
    /// It.
    pub id: BlackoutId,
    /// Its name.
    pub name: String,
    /// Its instants, of the first date that comes close.
    pub window: Window,
    /// What it means, in words.
    pub words: String,
    /// How many more of its dates come as close.
    #[serde(default)]
    pub more: u64,
}

/// What a draft would bring; nothing is saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The first date's original local date-time.
    pub key: LocalTime,
    /// Its instants.
    pub window: Window,
    /// What daylight saving does to it.
    pub notes: Vec<Note>,
    /// The rule by which it comes again in a sentence, without a capital and a full stop; none when it comes once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The first ten dates, the first included; one when it comes once.
    pub dates: Vec<Upcoming>,
    /// The whole course in sentences, notes and clipped leads included.
    pub course: Vec<String>,
    /// Other blackouts that come close within two years from the first date on, each once, earliest first.
    pub overlaps: Vec<Overlapping>,
    /// What it would hit.
    pub hits: BlastRadius,
}
