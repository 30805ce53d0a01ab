//! How far an occurrence has come.

use serde::{Deserialize, Serialize};

use crate::permission::Person;
use crate::time::Timestamp;

/// Why the database is opened again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Why {
    /// Its planned end came.
    PlannedEnd,
    /// A person ended it early; what happens at the end happens now.
    EndedEarly(Person),
    /// A person confirmed before it had reopened: no confirmation is waited for.
    Confirmed(Person),
    /// Its hard maximum came before it could reopen.
    HardMaximum,
    /// A person on the host reopened it: no confirmation is waited for.
    ByHand(Person),
}

/// How an occurrence ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum How {
    /// At its planned end.
    PlannedEnd,
    /// A person ended it early.
    EndedEarly(Person),
    /// A person confirmed.
    Confirmed(Person),
    /// At its hard maximum, unconfirmed, with every check green (rule 41).
    HardMaximum,
    /// A person on the host reopened it.
    ByHand(Person),
    /// The server was down from before its hold until after its end.
    Missed,
}

/// What still ran when the database began to close.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Left {
    /// Nothing.
    Nothing,
    /// So many root requests, suspended at their next step boundary (rule 32).
    Suspended(u64),
}

/// How far an occurrence has come; it never goes back (rule 44).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Saved; nobody is told yet.
    Planned,
    /// Everybody is told.
    Announced {
        /// Since when.
        since: Timestamp,
    },
    /// The hold is in force.
    Draining {
        /// Since when.
        since: Timestamp,
    },
    /// Its start has come and going offline waits for what still runs.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// What still runs then is suspended.
        until: Timestamp,
    },
    /// Its start has come and what still runs is being cancelled.
    Cancelling {
        /// Since when.
        since: Timestamp,
        /// The database closes then at the latest.
        until: Timestamp,
    },
    /// The database is being closed (rule 34).
    Closing {
        /// Since when.
        since: Timestamp,
        /// What still ran.
        left: Left,
    },
    /// The database is the administrator's alone.
    Offline {
        /// Since when.
        since: Timestamp,
        /// Closed by force: all files of the database must be copied (rule 34).
        forced: bool,
        /// It is to reopen before its end, as soon as no other window keeps the database offline.
        leaving: Option<Why>,
    },
    /// Connecting, checking, replaying (rule 40).
    Reopening {
        /// Since when.
        since: Timestamp,
        /// Why.
        why: Why,
    },
    /// Past its end; the hold stays until a person confirms (rule 41).
    AwaitingConfirmation {
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Ended {
        /// When.
        at: Timestamp,
        /// How.
        how: How,
    },
    /// Called off before its start.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Who did.
        by: Person,
    },
}

impl Stage {
    /// The word stored and sent.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Announced { .. } => "announced",
            Self::Draining { .. } => "draining",
            Self::Waiting { .. } => "waiting",
            Self::Cancelling { .. } => "cancelling",
            Self::Closing { .. } => "closing",
            Self::Offline { .. } => "offline",
            Self::Reopening { .. } => "reopening",
            Self::AwaitingConfirmation { .. } => "awaiting_confirmation",
            Self::Ended { .. } => "ended",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// When it was reached; none for a plan.
    #[must_use]
    pub const fn since(&self) -> Option<Timestamp> {
        match self {
            Self::Planned => None,
            Self::Announced { since }
            | Self::Draining { since }
            | Self::Waiting { since, .. }
            | Self::Cancelling { since, .. }
            | Self::Closing { since, .. }
            | Self::Offline { since, .. }
            | Self::Reopening { since, .. }
            | Self::AwaitingConfirmation { since }
            | Self::Ended { at: since, .. }
            | Self::Cancelled { at: since, .. } => Some(*since),
        }
    }

    /// Whether its hold is in force.
    #[must_use]
    pub const fn holds(&self) -> bool {
        match self {
            Self::Planned | Self::Announced { .. } | Self::Ended { .. } | Self::Cancelled { .. } => false,
            Self::Draining { .. }
            | Self::Waiting { .. }
            | Self::Cancelling { .. }
            | Self::Closing { .. }
            | Self::Offline { .. }
            | Self::Reopening { .. }
            | Self::AwaitingConfirmation { .. } => true,
        }
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Ended { .. } | Self::Cancelled { .. })
    }
}

/// What comes next by the clock and the facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Move {
    /// Tell everybody.
    Announce,
    /// Place the hold.
    Hold,
    /// Let going offline wait for what still runs, until then.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// Cancel what still runs; close then at the latest.
    CancelRunning {
        /// Until when.
        until: Timestamp,
    },
    /// Begin to close the database.
    Close(Left),
    /// The database is closed: say offline.
    GoOffline {
        /// Whether it took force.
        forced: bool,
    },
    /// Open the database again.
    Reopen(Why),
    /// Keep the hold until a person confirms.
    AwaitConfirmation,
    /// Lift the hold, if there is one.
    End(How),
}
