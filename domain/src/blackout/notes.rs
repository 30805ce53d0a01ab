//! What a preview has to say about a window.

use serde::{Deserialize, Serialize};

use super::LocalTime;
use crate::duration::Span;

/// Which end of a window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Edge {
    /// Its start.
    Start,
    /// Its end.
    End,
}

impl Edge {
    const fn words(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }
}

/// What daylight saving does to a window (rule 28).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Note {
    /// The clock jumps over it: moved forward by the gap.
    Moved {
        /// Which end.
        edge: Edge,
        /// What was asked for.
        from: LocalTime,
        /// What it will be.
        to: LocalTime,
        /// The gap.
        by: Span,
    },
    /// It comes twice: the first is meant.
    FirstOfTwo {
        /// Which end.
        edge: Edge,
        /// What was asked for.
        at: LocalTime,
    },
    /// A gap would put the end at or before the start: the length is the nominal one instead.
    EndAtNominal {
        /// The difference that was asked for.
        length: Span,
    },
    /// The clock is changed in between, so that it takes another time than its hands suggest.
    Length {
        /// How long it takes.
        elapsed: Span,
        /// What the clock shows at the start.
        from: LocalTime,
        /// What it shows at the end.
        to: LocalTime,
    },
}

impl Note {
    /// The note as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Moved { edge, from, to, by } => {
                let (edge, from, to) = (edge.words(), from.words(), to.words());
                format!("The clock jumps over {from}: the {edge} moves forward by {by}, to {to}.")
            }
            Self::FirstOfTwo { edge, at } => {
                format!("The clock shows {} twice: the {} is the first of the two.", at.words(), edge.words())
            }
            Self::EndAtNominal { length } => {
                format!("The planned end would not be after the moved start: it ends {length} after that.")
            }
            Self::Length { elapsed, from, to } => {
                let (from, to) = (from.words(), to.words());
                format!("The clock is changed meanwhile: from {from} to {to} it takes {elapsed}.")
            }
        }
    }
}

/// A lead that is longer than the time there is (rule 27).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Clip {
    /// Past its drain instant: the hold is placed at save.
    HeldAtSave,
    /// It is announced at save.
    AnnouncedAtSave,
    /// It is announced when the occurrence before it ends.
    AnnouncedAtPreviousEnd,
}

impl Clip {
    /// The clip as a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::HeldAtSave => {
                "The drain lead is longer than the time left: the hold is placed as soon as this is saved."
            }
            Self::AnnouncedAtSave => {
                "The announce lead is longer than the time left: it is announced as soon as this is saved."
            }
            Self::AnnouncedAtPreviousEnd => {
                "The announce lead reaches back over the occurrence before: it is announced when that one ends."
            }
        }
    }
}
