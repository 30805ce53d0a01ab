//! An import: what others' calendars say, made into blackouts.

use serde::{Deserialize, Serialize};

use crate::blackout::{BlackoutDraft, LocalTime};
use crate::id::BlackoutId;
use crate::problem::FieldError;

/// What `POST /api/v1/blackouts/import` carries: a calendar, and which of its events are to be planned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportAsk {
    /// The calendar as a text, at most 1 MiB; this or `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ics: Option<String>,
    /// Where the calendar is: http or https. Private addresses are called only when the server's setting names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Only says what would be planned; saves nothing.
    #[serde(default)]
    pub review: bool,
    /// The UIDs of the events that are wanted, as the review gave them; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take: Option<Vec<String>>,
    /// The IANA name of the zone of days and times that name none; those are faults when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Whether the database is closed in them, or only new starts are held.
    #[serde(default = "closes")]
    pub database_offline: bool,
}

const fn closes() -> bool {
    true
}

/// What became of an import, or would become of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Imported {
    /// The events that can be read, in the order of the calendar.
    pub events: Vec<ImportEvent>,
    /// Why others cannot be blackouts, in the order of the calendar.
    pub faults: Vec<ImportFault>,
    /// How many are left out because the calendar itself says that they are cancelled.
    pub cancelled: u64,
    /// How many are left out because they are over.
    pub over: u64,
}

/// An event of a calendar as a blackout.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportEvent {
    /// Tells it from the others, and in a later import; made of its name and start where the calendar has none.
    pub uid: String,
    /// The line that it begins in, from 1.
    pub line: u32,
    /// What becomes of it.
    pub state: ImportState,
    /// What is or would be planned.
    pub plan: BlackoutDraft,
    /// The rule by which it comes again, in words.
    pub rule: Option<String>,
    /// The dates that are called off.
    pub cancelled: Vec<LocalTime>,
    /// The dates that are not as the rest, each with what is planned for it.
    pub changed: Vec<ImportedDate>,
    /// What is not as the calendar says, in words.
    pub notes: Vec<String>,
    /// What keeps it from being planned.
    pub faults: Vec<FieldError>,
    /// The blackout that it is, once it is one.
    pub blackout: Option<BlackoutId>,
}

/// A date of a series that is not as the rest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedDate {
    /// The date of the series that it stands for.
    pub key: LocalTime,
    /// What is planned for it.
    pub plan: BlackoutDraft,
}

/// What becomes of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportState {
    /// It would be planned.
    Ready,
    /// It cannot be planned; `faults` says why.
    AtFault,
    /// It is a blackout already, and is not planned again.
    Known,
    /// It was planned by this call.
    Planned,
    /// It was not wanted.
    LeftOut,
}

/// Why an event cannot be a blackout.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportFault {
    /// Its line, from 1.
    pub line: u32,
    /// What the event is called; none when the fault is the calendar's.
    pub event: Option<String>,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Imported {
    /// How many events are in a state.
    #[must_use]
    pub fn count(&self, state: ImportState) -> usize {
        self.events.iter().filter(|event| event.state == state).count()
    }
}
