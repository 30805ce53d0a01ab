//! Holds, the gate's state, and the phase that follows from them.

use serde::{Deserialize, Serialize};

use crate::duration::Span;
use crate::id::HoldId;
use crate::time::Timestamp;

/// Where a hold comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HoldKind {
    /// The check box.
    Manual,
    /// An occurrence of a blackout.
    Blackout,
}

impl HoldKind {
    /// The word stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Blackout => "blackout",
        }
    }
}

/// One reason for maintenance, while it is in force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// Where it comes from.
    pub kind: HoldKind,
    /// The name of who placed it.
    pub owner: String,
    /// When it came into force.
    pub since: Timestamp,
    /// For people who may log in.
    pub reason: Option<String>,
    /// For everybody.
    pub message: Option<String>,
    /// When it is expected to be lifted; a promise of nothing.
    pub estimated_end: Option<Timestamp>,
    /// When the tick lifts it by itself (rule 17); `decide` does not look at it.
    pub expires_at: Option<Timestamp>,
}

/// A planned closing (rule 5): closing goes by time, opening only by a recorded lift.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closing {
    /// The hold as it will be placed; its `since` is the instant from which `decide` refuses.
    pub hold: Hold,
    /// From here on nothing is admitted, whether or not the tick has placed the hold.
    pub closes_at: Timestamp,
    /// From here on the database is closed; no bypass within [`BYPASS_MARGIN`] of it.
    pub offline_at: Option<Timestamp>,
}

/// How long before the offline instant a bypass is refused already (rule 12).
pub const BYPASS_MARGIN: Span = Span::from_secs(60);

/// Where the system itself stands; only blackouts move it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The database is ours.
    #[default]
    Online,
    /// The database is the administrator's alone, because of this hold.
    Offline(Hold),
    /// Connecting, checking, replaying; this hold is still in force.
    Reopening(Hold),
}

/// Everything that `decide` looks at.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct GateState {
    /// Raised by every change; a stale edit is refused by it (rule 18).
    pub epoch: u64,
    /// The holds in force, oldest first.
    pub holds: Vec<Hold>,
    /// The next planned closing.
    pub closing: Option<Closing>,
    /// Whether the system is online.
    pub standing: Standing,
}

/// What everybody is told, in one word (rule 15).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Phase {
    /// Everything may start.
    Open,
    /// A blackout is coming.
    Announced,
    /// Nothing new starts; something still runs.
    Draining,
    /// Nothing new starts and nothing runs.
    Quiet,
    /// The database is closed.
    Offline,
    /// Coming back.
    Reopening,
}

impl Phase {
    /// All of them, as they follow each other.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Announced, Self::Draining, Self::Quiet, Self::Offline, Self::Reopening];

    /// The word sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Announced => "announced",
            Self::Draining => "draining",
            Self::Quiet => "quiet",
            Self::Offline => "offline",
            Self::Reopening => "reopening",
        }
    }
}

/// When the gate is expected to open (rule 7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opens {
    /// The latest of the holds' estimates; none when one is unknown or it has passed.
    pub at: Option<Timestamp>,
    /// The estimate has passed.
    pub overdue: bool,
}

impl GateState {
    /// The hold that a refusal names: the one in force longest, else the planned one whose time has come.
    #[must_use]
    pub fn closed_by(&self, now: Timestamp) -> Option<&Hold> {
        let planned =
            self.closing.as_ref().filter(|closing| now >= closing.closes_at).map(|closing| &closing.hold);
        self.holds.first().or(planned).or(match &self.standing {
            Standing::Online => None,
            Standing::Offline(hold) | Standing::Reopening(hold) => Some(hold),
        })
    }

    /// The manual hold, if the box is ticked.
    #[must_use]
    pub fn manual(&self) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.kind == HoldKind::Manual)
    }

    /// When every hold is expected to be lifted (rule 7).
    #[must_use]
    pub fn opens(&self, now: Timestamp) -> Opens {
        let mut latest: Option<Timestamp> = None;
        let planned =
            self.closing.as_ref().filter(|closing| now >= closing.closes_at).map(|closing| &closing.hold);
        let standing = match &self.standing {
            Standing::Online => None,
            Standing::Offline(hold) | Standing::Reopening(hold) => Some(hold),
        };
        for hold in self.holds.iter().chain(planned).chain(standing) {
            match hold.estimated_end {
                None => {
                    return Opens { at: None, overdue: false };
                }
                Some(end) => latest = latest.max(Some(end)),
            }
        }
        let overdue = latest.is_some_and(|end| end <= now);
        Opens { at: latest.filter(|_| !overdue), overdue }
    }

    /// The phase, by precedence (rule 15). `running` counts root requests still running.
    #[must_use]
    pub fn phase(&self, now: Timestamp, running: u64, announced: bool) -> Phase {
        match &self.standing {
            Standing::Offline(_) => Phase::Offline,
            Standing::Reopening(_) => Phase::Reopening,
            Standing::Online => match (self.closed_by(now).is_some(), running, announced) {
                (true, 0, _) => Phase::Quiet,
                (true, _, _) => Phase::Draining,
                (false, _, true) => Phase::Announced,
                (false, _, false) => Phase::Open,
            },
        }
    }
}

/// A field of a partial edit: an absent one is kept, `null` clears (rule 14).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Edit<T> {
    /// The field was absent.
    #[default]
    Keep,
    /// The field was `null`.
    Clear,
    /// The field had a value.
    Set(T),
}

impl<T> Edit<T> {
    /// The value after the edit.
    #[must_use]
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Edit<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(from).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

impl<T: Serialize> Serialize for Edit<T> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => to.serialize_none(),
            Self::Set(value) => value.serialize(to),
        }
    }
}

impl<T> Edit<T> {
    /// For serde's `skip_serializing_if`.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

/// What the form and PUT maintenance carry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MaintenanceEdit {
    /// Whether the manual hold is to be in force.
    pub enabled: bool,
    /// For people who may log in; at most 500 characters.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reason: Edit<String>,
    /// For everybody; at most 500 characters.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub message: Edit<String>,
    /// When it is expected to end.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub estimated_end: Edit<Timestamp>,
    /// When it ends by itself.
    #[serde(default, skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub expires_at: Edit<Timestamp>,
}

/// What GET and PUT maintenance answer: the manual hold, and what else keeps the gate closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Maintenance {
    /// Whether the manual hold is in force.
    pub enabled: bool,
    /// The gate's epoch, for `If-Match`.
    pub epoch: u64,
    /// The manual hold.
    pub hold: Option<Hold>,
    /// In words, what still keeps the gate closed although the manual hold is lifted; none when open.
    pub still_closed: Option<String>,
}

/// What ticking or unticking the box will do, in numbers, before it is done.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Impact {
    /// Running root requests, which go on to their end.
    pub running: u64,
    /// Manual tasks that still can be answered.
    pub tasks: u64,
    /// One-shot requests whose instant lies before the estimated end (or any, when none is given): they will not start.
    pub scheduled: u64,
    /// Requests that wait for the gate to open.
    pub waiting: u64,
    /// Starts refused since the hold began.
    pub refused: u64,
    /// The gate's epoch when this was counted, for the form.
    pub epoch: u64,
}
