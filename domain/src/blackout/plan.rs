//! A blackout as it was checked: what a series keeps.

use serde::{Deserialize, Serialize};

use super::{AtEnd, BlackoutDraft, LocalTime, Stragglers};
use crate::duration::Span;
use crate::recurrence::{Recurrence, RecurrenceDraft};

/// How long a window is, as it was planned (rule 28).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// Until the clock on the wall shows this.
    Until(LocalTime),
    /// For this much time elapsed.
    Elapsed(Span),
}

/// How far a blackout reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reach {
    /// The database is closed; work that still runs meets this policy.
    FullSystem(Stragglers),
    /// New starts are held and the database stays online (rule 31).
    MaintenanceOnly,
}

/// A checked blackout: local rule plus zone, nothing resolved. [`BlackoutDraft::check`] makes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// What people call it.
    pub name: String,
    /// For everybody.
    pub message: Option<String>,
    /// For people who may log in.
    pub reason: Option<String>,
    /// When it starts, on the wall of `zone`.
    pub start: LocalTime,
    /// The zone's IANA name.
    pub zone: String,
    /// How long it is.
    pub length: Length,
    /// How long before the start it is announced.
    pub announce_lead: Span,
    /// How long before the start the hold is placed.
    pub drain_lead: Span,
    /// How far it reaches.
    pub reach: Reach,
    /// What happens at the end.
    pub at_end: AtEnd,
    /// How long after the planned end it stays closed at most; none is twice the duration.
    pub hard_maximum: Option<Span>,
    /// By which rule it comes again; none comes once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
}

impl Plan {
    /// The length as planned: elapsed, or the difference that the hands of the clock make.
    #[must_use]
    pub fn nominal(&self) -> Span {
        match self.length {
            Length::Until(end) => end.since(self.start),
            Length::Elapsed(span) => span,
        }
    }

    /// The local date-times that it falls on from one on, which may be one itself, in order.
    pub fn dates_from(&self, at: LocalTime) -> impl Iterator<Item = LocalTime> + use<> {
        let (rule, start) = (self.recurrence, self.start);
        let once = (rule.is_none() && start >= at).then_some(start);
        once.into_iter().chain(rule.into_iter().flat_map(move |rule| rule.dates(start).all_from(at)))
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> LocalTime {
        self.dates_from(self.start).next().unwrap_or(self.start)
    }

    /// The plan of one of its dates, which the key of an occurrence names: the start lies there, and an end on the wall as
    /// much later. A blackout that does not recur is its own, wherever it was moved to (rule 29).
    #[must_use]
    pub fn at(&self, key: LocalTime) -> Self {
        if self.recurrence.is_none() {
            return self.clone();
        }
        // A rule is changed under keys that stay.
        let start = key.naive().date().and_time(self.start.naive().time());
        let length = match self.length {
            Length::Until(end) => Length::Until((end.naive() + (start - self.start.naive())).into()),
            Length::Elapsed(span) => Length::Elapsed(span),
        };
        Self { start: start.into(), length, recurrence: None, ..self.clone() }
    }

    /// Whether it falls on the date of a key, whatever the time.
    #[must_use]
    pub fn comes_on(&self, key: LocalTime) -> bool {
        let date = key.naive().date();
        self.dates_from(key.midnight()).next().is_some_and(|found| found.naive().date() == date)
    }

    /// The plan that has the same dates from one of them on and begins with it; what comes once is its own.
    #[must_use]
    pub fn from_date(&self, key: LocalTime) -> Self {
        let rest = self.recurrence.map(|rule| rule.rest(self.start, key.naive().date()));
        Self { recurrence: rest, ..self.at(key) }
    }

    /// A draft that was made of the plan of one date, for the whole series: as far as that date was moved from where it
    /// `began`, this plan's start is.
    #[must_use]
    pub fn moved_as(&self, draft: BlackoutDraft, began: LocalTime) -> BlackoutDraft {
        let back = self.start.naive() - began.naive();
        let moved = |at: LocalTime| LocalTime::from(at.naive() + back);
        BlackoutDraft { start: moved(draft.start), end: draft.end.map(moved), ..draft }
    }

    /// The draft that would make this plan: what GET answers, and what an edit begins with.
    #[must_use]
    pub fn draft(&self) -> BlackoutDraft {
        let (end, duration) = match self.length {
            Length::Until(end) => (Some(end), None),
            Length::Elapsed(span) => (None, Some(span)),
        };
        let (stragglers, database_offline) = match self.reach {
            Reach::FullSystem(stragglers) => (Some(stragglers), true),
            Reach::MaintenanceOnly => (None, false),
        };
        BlackoutDraft {
            name: self.name.clone(),
            message: self.message.clone(),
            reason: self.reason.clone(),
            start: self.start,
            zone: self.zone.clone(),
            end,
            duration,
            announce_lead: self.announce_lead,
            drain_lead: self.drain_lead,
            stragglers,
            at_end: self.at_end,
            hard_maximum: self.hard_maximum,
            database_offline,
            recurrence: self.recurrence.map(RecurrenceDraft::from),
        }
    }
}
