//! A series: a plan that was saved, and the occurrences that follow from it.

use serde::{Deserialize, Serialize};

use super::{LocalTime, Occurrence, Plan, Resolved, Zone, resolve};
use crate::id::BlackoutId;
use crate::permission::Person;
use crate::time::Timestamp;

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
    /// The occurrences whose window touches `from` to `to`, in order, each under its key (rule 29).
    ///
    /// A blackout that does not recur has one.
    #[must_use]
    pub fn occurrences<Z: Zone + ?Sized>(
        &self,
        zone: &Z,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(LocalTime, Resolved)> {
        let resolved = resolve(&self.plan, zone, self.saved, None);
        let touches = resolved.window.start < to && from < resolved.window.end;
        if touches { vec![(self.plan.start, resolved)] } else { Vec::new() }
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

    /// The one occurrence of a blackout that does not recur, as it begins.
    #[must_use]
    pub fn only<Z: Zone + ?Sized>(&self, zone: &Z) -> Occurrence {
        Occurrence::planned(self.plan.start, resolve(&self.plan, zone, self.saved, None).window)
    }
}
