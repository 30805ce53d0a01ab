//! The state that everybody is told: the banner, `GET /api/v1/status`, the event stream.

use serde::{Deserialize, Serialize};

use crate::id::{BlackoutId, HoldId};
use crate::maintenance::{GateState, Hold, HoldKind, Phase};
use crate::time::Timestamp;

/// One hold, as the status names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusHold {
    /// Its id.
    pub id: HoldId,
    /// Where it comes from.
    pub kind: HoldKind,
    /// Who placed it.
    pub owner: String,
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// What everybody is told of it.
    #[serde(default)]
    pub message: Option<String>,
    /// When it is expected to end.
    pub estimated_end: Option<Timestamp>,
    /// When it ends by itself (rule 17).
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

impl From<&Hold> for StatusHold {
    fn from(hold: &Hold) -> Self {
        Self {
            id: hold.id,
            kind: hold.kind,
            owner: hold.owner.clone(),
            since: hold.since,
            reason: hold.reason.clone(),
            message: hold.message.clone(),
            estimated_end: hold.estimated_end,
            expires_at: hold.expires_at,
        }
    }
}

/// The maintenance part of the status.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusMaintenance {
    /// Whether any hold is in force.
    pub enabled: bool,
    /// Since when nothing starts.
    pub since: Option<Timestamp>,
    /// When it is expected to end.
    pub estimated_end: Option<Timestamp>,
    /// The estimate has passed.
    #[serde(default)]
    pub overdue: bool,
    /// For everybody.
    pub message: Option<String>,
    /// For people who may log in; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For how many whole hours a manual hold without an end has been on, once people are asked whether it is still
    /// wanted; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_without_end: Option<u64>,
    /// The holds; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<StatusHold>,
}

impl StatusMaintenance {
    /// That maintenance mode may have been forgotten, in a sentence; none while nobody is asked.
    #[must_use]
    pub fn forgotten(&self) -> Option<String> {
        self.hours_without_end.map(|hours| match hours {
            0 => "Maintenance mode has been on for less than an hour without an end.".to_owned(),
            1 => "Maintenance mode has been on for an hour without an end.".to_owned(),
            hours => format!("Maintenance mode has been on for {hours} hours without an end."),
        })
    }
}

/// A blackout to come, once announced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextBlackout {
    /// It; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<BlackoutId>,
    /// Its start.
    pub start: Timestamp,
    /// Its planned end.
    pub end: Timestamp,
    /// For everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// How much goes on, as far as the status tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Load {
    /// Root requests that run.
    pub running: u64,
    /// Manual tasks that wait for a person.
    pub tasks: u64,
}

/// What everybody is told.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SystemStatus {
    /// The version of the running server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The phase (rule 15).
    pub phase: Phase,
    /// The maintenance part.
    pub maintenance: StatusMaintenance,
    /// The next blackout, once announced.
    pub next_blackout: Option<NextBlackout>,
    /// The gate's epoch; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Root requests still running; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<u64>,
    /// Manual tasks that wait for a person; absent for people who are not logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<u64>,
    /// When this was true.
    pub at: Timestamp,
}

impl SystemStatus {
    /// The full status, for people who are logged in.
    #[must_use]
    pub fn of(gate: &GateState, load: Load, version: &str, now: Timestamp) -> Self {
        let opens = gate.opens(now);
        let first = gate.closed_by(now);
        Self {
            version: Some(version.to_owned()),
            phase: gate.phase(now, load.running, false),
            maintenance: StatusMaintenance {
                enabled: first.is_some(),
                since: first.map(|hold| hold.since),
                estimated_end: opens.at.or_else(|| {
                    // An estimate that has passed is still told, as overdue.
                    if opens.overdue {
                        gate.holds.iter().filter_map(|hold| hold.estimated_end).max()
                    } else {
                        None
                    }
                }),
                overdue: opens.overdue,
                message: gate.holds.iter().chain(first).find_map(|hold| hold.message.clone()),
                reason: first.and_then(|hold| hold.reason.clone()),
                hours_without_end: None,
                holds: gate.holds.iter().map(StatusHold::from).collect(),
            },
            next_blackout: None,
            epoch: Some(gate.epoch),
            running: Some(load.running),
            tasks: Some(load.tasks),
            at: now,
        }
    }

    /// Tells of blackouts to come as well: `announced` turns an open phase into that one (rule 15).
    #[must_use]
    pub fn coming(self, announced: bool, next: Option<NextBlackout>) -> Self {
        let phase = if announced && self.phase == Phase::Open { Phase::Announced } else { self.phase };
        Self { phase, next_blackout: next, ..self }
    }

    /// Tells as well for how many hours maintenance mode has been on without an end, when people are asked about it.
    #[must_use]
    pub fn without_end(mut self, hours: Option<u64>) -> Self {
        self.maintenance.hours_without_end = hours;
        self
    }

    /// What people who are not logged in are told: rule 19 and nothing else.
    #[must_use]
    pub fn public(&self) -> Self {
        Self {
            version: None,
            phase: self.phase,
            maintenance: StatusMaintenance {
                enabled: self.maintenance.enabled,
                since: self.maintenance.since,
                estimated_end: self.maintenance.estimated_end,
                overdue: self.maintenance.overdue,
                message: self.maintenance.message.clone(),
                reason: None,
                hours_without_end: None,
                holds: Vec::new(),
            },
            next_blackout: self.next_blackout.clone().map(|next| NextBlackout { id: None, ..next }),
            epoch: None,
            running: None,
            tasks: None,
            at: self.at,
        }
    }

    /// Whether both say the same, whenever they said it.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let mut other = other.clone();
        other.at = self.at;
        *self == other
    }
}
