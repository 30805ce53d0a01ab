//! What becomes of work that still runs at the start, and what happens at the end.

use serde::{Deserialize, Serialize};

use crate::duration::Span;

/// What becomes of work that still runs at the start (rule 32).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stragglers {
    /// Going offline waits for it up to this long; the end does not move. Then it is suspended.
    Wait(Span),
    /// The database closes at once; running steps end by themselves and no further one begins.
    #[default]
    Suspend,
    /// It is cancelled, then the database closes.
    Cancel,
}

impl Stragglers {
    /// The stricter of two: cancel, then suspend, then wait; of two waits the shorter (rule 30).
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cancel, _) | (_, Self::Cancel) => Self::Cancel,
            (Self::Suspend, _) | (_, Self::Suspend) => Self::Suspend,
            (Self::Wait(one), Self::Wait(two)) => Self::Wait(one.min(two)),
        }
    }
}

/// What happens at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AtEnd {
    /// The hold lifts by itself.
    #[default]
    Reopen,
    /// The hold stays until a person confirms, or until the hard maximum (rule 41).
    Confirm,
}
