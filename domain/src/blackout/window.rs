//! A window: the instants of one occurrence.

use serde::{Deserialize, Serialize};

use super::{AtEnd, Reach};
use crate::duration::Span;
use crate::time::Timestamp;

/// One occurrence's instants and policies: announce ≤ drain ≤ start < end ≤ hard end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Window {
    /// From here on everybody is told.
    pub announce_at: Timestamp,
    /// From here on the hold is in force.
    pub drain_at: Timestamp,
    /// The start.
    pub start: Timestamp,
    /// The planned end; an extension moves it.
    pub end: Timestamp,
    /// How long after the planned end it stays closed at most without a confirmation.
    pub hard_maximum: Span,
    /// How far it reaches.
    pub reach: Reach,
    /// What happens at the end.
    pub at_end: AtEnd,
}

impl Window {
    /// From here on it reopens unconfirmed, if every check is green. Counts from the planned end (rule 41).
    #[must_use]
    pub const fn hard_end(&self) -> Timestamp {
        self.end.plus(self.hard_maximum)
    }

    /// The time from start to planned end.
    #[must_use]
    pub const fn length(&self) -> Span {
        self.end.since(self.start)
    }

    /// When the database is to close; none when it stays online.
    #[must_use]
    pub const fn offline_at(&self) -> Option<Timestamp> {
        match self.reach {
            Reach::FullSystem(_) => Some(self.start),
            Reach::MaintenanceOnly => None,
        }
    }
}
