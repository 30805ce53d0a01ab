//! One window of a series, with how far it has come.

use serde::{Deserialize, Serialize};

use super::{LocalTime, Stage, Window};

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
}
