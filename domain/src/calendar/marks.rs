//! Requests in the calendar: marks at their instants.

use super::Day;
use crate::blackout::{Blackout, HitRequest};
use crate::duration::Span;
use crate::time::Timestamp;

/// Requests of one kind at their instants.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// Those that are named, earliest first: of each day the first ones.
    pub named: Vec<HitRequest>,
    /// How many there are in each quarter of an hour that has any, by its first instant.
    pub counts: Vec<(Timestamp, u64)>,
}

impl Marks {
    /// So long is the time that is counted together.
    pub const QUARTER: Span = Span::from_secs(15 * 60);

    /// Those of a day that are named.
    pub fn of<'a>(&'a self, day: &'a Day) -> impl Iterator<Item = &'a HitRequest> {
        self.named.iter().filter(move |one| day.has(one.planned))
    }

    /// How many a day has in all.
    #[must_use]
    pub fn count(&self, day: &Day) -> u64 {
        self.counts.iter().filter(|(at, _)| day.has(*at)).map(|(_, count)| count).sum()
    }
}

/// What the calendar has for a stretch of time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Planned {
    /// Blackouts, earliest first.
    pub blackouts: Vec<Blackout>,
    /// Requests that are to start in it.
    pub scheduled: Marks,
    /// Starts in it that were refused.
    pub refused: Marks,
}

#[cfg(test)]
mod tests {
    use super::super::day::tests::{at, day};
    use super::*;

    #[test]
    fn a_day_counts_its_own_quarters() {
        let counts = [("2026-12-04T23:45:00Z", 3), ("2026-12-05T00:00:00Z", 2), ("2026-12-05T23:45:00Z", 5)];
        let counts = counts.map(|(text, count)| (at(text), count)).to_vec();
        let marks = Marks { named: Vec::new(), counts };
        assert_eq!(["2026-12-04", "2026-12-05", "2026-12-06"].map(|date| marks.count(&day(date))), [3, 7, 0]);
    }
}
