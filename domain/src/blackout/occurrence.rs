//! One window of a series, with how far it has come.

use serde::{Deserialize, Serialize};

use super::{How, LocalTime, Stage, Window};
use crate::time::Timestamp;

/// One window of a series. `(series, key)` names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Occurrence {
    /// Its original local date-time, whatever it was moved to (rule 29).
    pub key: LocalTime,
    /// Its instants; an extension changes them.
    pub window: Window,
    /// How far it has come.
    pub stage: Stage,
}

impl Occurrence {
    /// An occurrence that nothing has happened to.
    #[must_use]
    pub const fn planned(key: LocalTime, window: Window) -> Self {
        Self { key, window, stage: Stage::Planned }
    }

    /// One of a date that nobody led anywhere; over when its window has passed, and it held nothing.
    #[must_use]
    pub fn or_missed(self, now: Timestamp) -> Self {
        let is_missed = self.stage == Stage::Planned && now >= self.window.end;
        let stage = if is_missed { Stage::Ended { at: now, how: How::Missed } } else { self.stage };
        Self { stage, ..self }
    }
}
