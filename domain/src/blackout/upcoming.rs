//! The dates that a plan is to come on, each with its instants and what daylight saving does to it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{LocalTime, Note, Plan, Resolved, Window, Zone, resolve};
use crate::time::Timestamp;

/// How many dates are told before anything is saved.
pub const TOLD_DATES: usize = 10;

/// Further than any zone is from UTC, and any gap moves a start.
const A_DAY: TimeDelta = TimeDelta::days(1);

/// A date to come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upcoming {
    /// Its original local date-time, which names it.
    pub key: LocalTime,
    /// Its instants.
    pub window: Window,
    /// What daylight saving does to it.
    pub notes: Vec<Note>,
}

/// The dates that a draft would come on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Dates {
    /// The rule in a sentence, without a capital and a full stop; none when it comes once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The first ten, in order; one when it comes once.
    pub dates: Vec<Upcoming>,
}

impl Dates {
    /// The dates of a plan that is saved at an instant.
    #[must_use]
    pub fn of<Z: Zone + ?Sized>(plan: &Plan, zone: &Z, saved: Timestamp) -> Self {
        Self { rule: plan.rule(zone), dates: plan.upcoming(zone, saved).take(TOLD_DATES).collect() }
    }
}

impl Plan {
    /// What it means on the date that a key names, when it was saved at an instant. The announcement comes when the date
    /// before is over at the earliest (rule 27), whatever became of that one: so a date can be told before those that come
    /// before it.
    #[must_use]
    pub fn resolve_on<Z: Zone + ?Sized>(&self, zone: &Z, saved: Timestamp, key: LocalTime) -> Resolved {
        let one = self.at(key);
        let dates = self.recurrence.map(|rule| rule.dates(self.start));
        let before = dates.and_then(|dates| dates.last_before(one.start));
        let end = before.map(|date| resolve(&self.at(date), zone, saved, None).window.end);
        resolve(&one, zone, saved, end)
    }

    /// Its dates from when it is saved on, in order, each calculated when it is asked for.
    pub fn upcoming<Z: Zone + ?Sized>(&self, zone: &Z, saved: Timestamp) -> impl Iterator<Item = Upcoming> {
        let dates = self.dates_from(self.first().max((zone.wall(saved) - A_DAY).into()));
        let resolved = dates.map(move |key| {
            let Resolved { window, notes, clipped: _ } = self.resolve_on(zone, saved, key);
            Upcoming { key, window, notes }
        });
        resolved.filter(move |one| saved <= one.window.start)
    }
}
