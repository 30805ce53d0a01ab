//! What the edit form and `PATCH /api/v1/blackouts/{id}` carry.

use serde::{Deserialize, Serialize};

use super::draft::{announce_lead, database_offline, drain_lead};
use super::{AtEnd, BlackoutDraft, LocalTime, Plan, Stragglers};
use crate::duration::Span;
use crate::maintenance::Edit;
use crate::problem::FieldError;
use crate::recurrence::RecurrenceDraft;

/// A change of a blackout: an absent field is kept, `null` clears it or brings its default back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlackoutEdit {
    /// What people call it.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Edit<String>,
    /// For everybody.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub message: Edit<String>,
    /// For people who may log in.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reason: Edit<String>,
    /// When it starts.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<LocalTime>))]
    pub start: Edit<LocalTime>,
    /// The zone's IANA name.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub zone: Edit<String>,
    /// When it ends; replaces a duration.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<LocalTime>))]
    pub end: Edit<LocalTime>,
    /// How long it takes; replaces an end.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Span>))]
    pub duration: Edit<Span>,
    /// How long before the start it is announced.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Span>))]
    pub announce_lead: Edit<Span>,
    /// How long before the start the hold is placed.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Span>))]
    pub drain_lead: Edit<Span>,
    /// What becomes of work that still runs at the start.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Stragglers>))]
    pub stragglers: Edit<Stragglers>,
    /// What happens at the end.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<AtEnd>))]
    pub at_end: Edit<AtEnd>,
    /// How long after its planned end it stays closed at most.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Span>))]
    pub hard_maximum: Edit<Span>,
    /// Whether the database is closed.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<bool>))]
    pub database_offline: Edit<bool>,
    /// By which rule it comes again; replaces the whole rule.
    #[serde(skip_serializing_if = "Edit::is_keep")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<RecurrenceDraft>))]
    pub recurrence: Edit<RecurrenceDraft>,
}

impl BlackoutEdit {
    /// The draft after the edit, to be checked like a new one.
    ///
    /// An end replaces a duration and the other way round. A blackout that is to leave the database online
    /// drops the straggler policy it had; one that the edit itself brings is for the check to refuse.
    ///
    /// # Errors
    /// The fields that were `null` and cannot do without a value, all at once.
    pub fn apply(self, plan: &Plan) -> Result<BlackoutDraft, Vec<FieldError>> {
        self.apply_to(plan.draft())
    }

    /// The same over a draft.
    ///
    /// # Errors
    /// As [`BlackoutEdit::apply`].
    pub fn apply_to(self, before: BlackoutDraft) -> Result<BlackoutDraft, Vec<FieldError>> {
        let mut faults = Vec::new();
        let name = needed("name", self.name, before.name, &mut faults);
        let start = needed("start", self.start, before.start, &mut faults);
        let zone = needed("zone", self.zone, before.zone, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let offline =
            self.database_offline.apply(Some(before.database_offline)).unwrap_or(database_offline());
        let stragglers = if offline || !self.stragglers.is_keep() { before.stragglers } else { None };
        let replaces_end = matches!(self.duration, Edit::Set(_)) && self.end.is_keep();
        let replaces_duration = matches!(self.end, Edit::Set(_)) && self.duration.is_keep();
        Ok(BlackoutDraft {
            name,
            message: self.message.apply(before.message),
            reason: self.reason.apply(before.reason),
            start,
            zone,
            end: self.end.apply(before.end.filter(|_| !replaces_end)),
            duration: self.duration.apply(before.duration.filter(|_| !replaces_duration)),
            announce_lead: self.announce_lead.apply(Some(before.announce_lead)).unwrap_or(announce_lead()),
            drain_lead: self.drain_lead.apply(Some(before.drain_lead)).unwrap_or(drain_lead()),
            stragglers: self.stragglers.apply(stragglers),
            at_end: self.at_end.apply(Some(before.at_end)).unwrap_or_default(),
            hard_maximum: self.hard_maximum.apply(before.hard_maximum),
            database_offline: offline,
            recurrence: self.recurrence.apply(before.recurrence),
        })
    }
}

fn needed<T>(path: &str, edit: Edit<T>, before: T, faults: &mut Vec<FieldError>) -> T {
    match edit {
        Edit::Keep => before,
        Edit::Set(value) => value,
        Edit::Clear => {
            faults.push(FieldError::at(path, "cannot be removed: leave it out to keep it, or give a value"));
            before
        }
    }
}
