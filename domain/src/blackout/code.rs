//! Blackouts as files say them: a series with the dates that are not as its rule says, and what it takes to make one
//! draft of another.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{BlackoutDraft, BlackoutEdit, LocalTime, Plan};
use crate::id::BlackoutId;
use crate::maintenance::Edit;
use crate::recurrence::{Recurrence, RecurrenceDraft};
use crate::time::Timestamp;

/// A blackout to come, whole: what was planned, and which of its dates are otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesToCome {
    /// Its id.
    pub id: BlackoutId,
    /// When it was saved or last changed.
    pub saved: Timestamp,
    /// What was planned.
    #[serde(flatten)]
    pub plan: BlackoutDraft,
    /// Its dates to come that were changed or called off, in order.
    pub exceptions: Vec<Exception>,
}

/// A date of a series that is not as its rule says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    /// The date, whatever it was moved to.
    pub date: NaiveDate,
    /// Whether it was called off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// What is otherwise on that date.
    #[serde(flatten)]
    pub changes: BlackoutEdit,
}

impl Exception {
    /// A date that was called off.
    #[must_use]
    pub fn cancelled(date: NaiveDate) -> Self {
        Self { date, cancelled: true, changes: BlackoutEdit::default() }
    }

    /// What a plan of its own changes on a date; none when that is nothing.
    #[must_use]
    pub fn changed(date: NaiveDate, series: &Plan, own: &Plan) -> Option<Self> {
        let changes = series.draft().on(date).changes_to(&BlackoutDraft { recurrence: None, ..own.draft() });
        (changes != BlackoutEdit::default()).then_some(Self { date, cancelled: false, changes })
    }
}

impl BlackoutDraft {
    /// The same draft as it is told once it was saved: texts trimmed, what goes without saying said.
    #[must_use]
    pub fn as_kept(self) -> Self {
        let text = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let recurrence = self.recurrence.map(|rule| match Recurrence::try_from(rule.clone()) {
            Ok(checked) => checked.draft(),
            // The server tells what is wrong with it.
            Err(_) => rule,
        });
        let stragglers = if self.database_offline && self.stragglers.is_none() {
            Some(super::Stragglers::default())
        } else {
            self.stragglers
        };
        Self {
            name: self.name.trim().to_owned(),
            message: self.message.and_then(text),
            reason: self.reason.and_then(text),
            stragglers,
            recurrence,
            ..self
        }
    }

    /// What it says of one date: it comes once then, and an end on the wall lies as much later. One that comes once
    /// anyway is itself.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Self {
        if self.recurrence.is_none() {
            return self.clone();
        }
        let start = date.and_time(self.start.naive().time());
        Self { recurrence: None, ..self.moved(start) }
    }

    /// The same from its first date on that is not before a local date-time: dates that have passed are left out, and
    /// count no longer. None when nothing is left of it.
    #[must_use]
    pub fn onward(&self, wall: LocalTime) -> Option<Self> {
        if self.start >= wall {
            return Some(self.clone());
        }
        let draft = self.recurrence.as_ref()?;
        let dates = Recurrence::try_from(draft.clone()).ok()?.dates(self.start);
        let next = dates.all_from(wall).next()?;
        let count = draft.count.map(|count| {
            let passed = dates.all_from(self.start).take_while(|date| *date < next).count();
            count.saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX))
        });
        let recurrence = Some(RecurrenceDraft { count, ..draft.clone() });
        Some(Self { recurrence, ..self.moved(next.naive()) })
    }

    fn moved(&self, start: NaiveDateTime) -> Self {
        let by = start - self.start.naive();
        let end = self.end.map(|end| LocalTime::from(end.naive() + by));
        Self { start: start.into(), end, ..self.clone() }
    }

    /// The edit that makes another draft of this one; one that changes nothing when they say the same.
    #[must_use]
    pub fn changes_to(&self, wanted: &Self) -> BlackoutEdit {
        BlackoutEdit {
            name: other(&self.name, &wanted.name),
            message: otherwise(self.message.as_ref(), wanted.message.as_ref()),
            reason: otherwise(self.reason.as_ref(), wanted.reason.as_ref()),
            start: other(&self.start, &wanted.start),
            zone: other(&self.zone, &wanted.zone),
            end: otherwise(self.end.as_ref(), wanted.end.as_ref()),
            duration: otherwise(self.duration.as_ref(), wanted.duration.as_ref()),
            announce_lead: other(&self.announce_lead, &wanted.announce_lead),
            drain_lead: other(&self.drain_lead, &wanted.drain_lead),
            stragglers: otherwise(self.stragglers.as_ref(), wanted.stragglers.as_ref()),
            at_end: other(&self.at_end, &wanted.at_end),
            hard_maximum: otherwise(self.hard_maximum.as_ref(), wanted.hard_maximum.as_ref()),
            database_offline: other(&self.database_offline, &wanted.database_offline),
            recurrence: otherwise(self.recurrence.as_ref(), wanted.recurrence.as_ref()),
        }
    }

    /// The same for what lies ahead: two that differ only in dates that have passed are alike. `wall` is the local
    /// date-time now.
    #[must_use]
    pub fn changes_ahead_to(&self, wanted: &Self, wall: LocalTime) -> BlackoutEdit {
        if self.start == wanted.start {
            return self.changes_to(wanted);
        }
        let (Some(kept), Some(wanted)) = (self.onward(wall), wanted.onward(wall)) else {
            return self.changes_to(wanted);
        };
        let mut edit = kept.changes_to(&wanted);
        if !(edit.start.is_keep() && edit.end.is_keep() && edit.recurrence.is_keep()) {
            // An end and a count belong to the start that they were said with.
            edit.start = Edit::Set(wanted.start);
            edit.end = wanted.end.map_or(edit.end, Edit::Set);
            edit.recurrence = wanted.recurrence.map_or(edit.recurrence, Edit::Set);
        }
        edit
    }
}

fn other<T: PartialEq + Clone>(before: &T, wanted: &T) -> Edit<T> {
    if before == wanted { Edit::Keep } else { Edit::Set(wanted.clone()) }
}

fn otherwise<T: PartialEq + Clone>(before: Option<&T>, wanted: Option<&T>) -> Edit<T> {
    match wanted {
        _ if before == wanted => Edit::Keep,
        Some(value) => Edit::Set(value.clone()),
        None => Edit::Clear,
    }
}
