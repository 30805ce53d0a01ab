//! What the wizard and `POST /api/v1/blackouts` carry.

use serde::{Deserialize, Serialize};

use super::{AtEnd, LocalTime, Stragglers};
use crate::duration::Span;
use crate::recurrence::RecurrenceDraft;

/// How long before the start a blackout is announced when nothing is said (rule 27).
pub const DEFAULT_ANNOUNCE_LEAD: Span = Span::from_secs(24 * 3_600);
/// How long before the start the hold is placed when nothing is said (rule 27).
pub const DEFAULT_DRAIN_LEAD: Span = Span::from_secs(30 * 60);

/// A blackout as it is asked for; [`BlackoutDraft::check`] makes a plan of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlackoutDraft {
    /// What people call it; 1 to 200 characters.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub name: String,
    /// For everybody; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// For people who may log in; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it starts, on the wall of `zone`.
    pub start: LocalTime,
    /// The zone's IANA name.
    pub zone: String,
    /// When it ends, on the wall of `zone`; this or `duration`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<LocalTime>,
    /// How long it takes, as time elapsed; this or `end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Span>,
    /// How long before the start it is announced.
    #[serde(default = "announce_lead")]
    pub announce_lead: Span,
    /// How long before the start the hold is placed.
    #[serde(default = "drain_lead")]
    pub drain_lead: Span,
    /// What becomes of work that still runs at the start; `suspend` when absent, none with the database online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stragglers: Option<Stragglers>,
    /// What happens at the end.
    #[serde(default)]
    pub at_end: AtEnd,
    /// How long after its planned end it stays closed at most without a confirmation; twice the duration when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_maximum: Option<Span>,
    /// Whether the database is closed, or only new starts are held.
    #[serde(default = "database_offline")]
    pub database_offline: bool,
    /// By which rule it comes again from `start` on; once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<RecurrenceDraft>,
}

pub(super) const fn announce_lead() -> Span {
    DEFAULT_ANNOUNCE_LEAD
}

pub(super) const fn drain_lead() -> Span {
    DEFAULT_DRAIN_LEAD
}

pub(super) const fn database_offline() -> bool {
    true
}
