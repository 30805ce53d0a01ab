//! A series: a plan that was saved, and the occurrences that follow from it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{LONGEST, LocalTime, Occurrence, Plan, Resolved, Zone, resolve};
use crate::id::BlackoutId;
use crate::permission::Person;
use crate::time::Timestamp;

/// Further than any zone is from UTC, and any gap moves a start.
const A_DAY: TimeDelta = TimeDelta::days(1);

/// A saved blackout. Its occurrences are calculated, never stored beyond what was touched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Series {
    /// Its id.
    pub id: BlackoutId,
    /// Who planned it; its holds carry their name.
    pub owner: Person,
    /// When it was saved or last changed: leads reach back to here and no further.
    pub saved: Timestamp,
    /// What was planned.
    pub plan: Plan,
    /// The series that it was split from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<BlackoutId>,
}

impl Series {
    /// What its plan means on the date that a key names, as [`Plan::resolve_on`] says.
    #[must_use]
    pub fn resolve<Z: Zone + ?Sized>(&self, zone: &Z, key: LocalTime) -> Resolved {
        self.plan.resolve_on(zone, self.saved, key)
    }

    /// The occurrences whose window touches `from` to `to`, in order, each under its key (rule 29). None begins before it
    /// was saved, so that no change of a series reaches the past.
    pub fn occurrences<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        from: Timestamp,
        to: Timestamp,
    ) -> impl Iterator<Item = (LocalTime, Resolved)> {
        let dates = self.dates_from(zone, (zone.wall(from.minus(LONGEST)) - A_DAY).into());
        let resolved = dates.map(move |key| (key, self.resolve(zone, key)));
        let reached = resolved.take_while(move |(_, one)| one.window.start < to);
        reached.filter(move |(_, one)| self.saved <= one.window.start && from < one.window.end)
    }

    /// The occurrence that its rule has on the date of a local time, as it begins; none for one that lies before it was
    /// saved, and where the rule does not come.
    #[must_use]
    pub fn on_date<Z: Zone + ?Sized>(&self, zone: &Z, at: LocalTime) -> Option<Occurrence> {
        let day = at.naive().date();
        let key = self.plan.dates_from(at.midnight()).next().filter(|key| key.naive().date() == day)?;
        Some(self.planned(zone, key)).filter(|one| self.saved <= one.window.start)
    }

    /// The occurrences that its rule has from the day of an instant on, as they begin, without end where the rule has none.
    pub fn occurrences_ahead<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        from: Timestamp,
    ) -> impl Iterator<Item = Occurrence> {
        let dates = self.dates_from(zone, LocalTime::from(zone.wall(from)).midnight());
        dates.map(move |key| self.planned(zone, key)).filter(move |one| self.saved <= one.window.start)
    }

    /// Its first occurrence, as it begins.
    #[must_use]
    pub fn first<Z: Zone + ?Sized>(&self, zone: &Z) -> Occurrence {
        self.planned(zone, self.plan.first())
    }

    /// From the start of its first date to the end of its last one; none when it comes without end.
    #[must_use]
    pub fn span<Z: Zone + ?Sized>(&self, zone: &Z) -> (Timestamp, Option<Timestamp>) {
        let window = |key| resolve(&self.plan.at(key), zone, self.saved, None).window;
        let first = window(self.plan.first());
        let end = match self.plan.recurrence {
            Some(rule) if rule.is_endless() => None,
            Some(rule) => Some(rule.dates(self.plan.start).last().map_or(first, window).end),
            None => Some(first.end),
        };
        (first.start, end)
    }

    pub(super) fn planned<Z: Zone + ?Sized>(&self, zone: &Z, key: LocalTime) -> Occurrence {
        Occurrence::planned(key, self.resolve(zone, key).window)
    }

    /// Its dates from one on, but none from long before it was saved.
    pub(super) fn dates_from<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        at: LocalTime,
    ) -> impl Iterator<Item = LocalTime> + use<Z> {
        self.plan.dates_from(at.max((zone.wall(self.saved) - A_DAY).into()))
    }
}
