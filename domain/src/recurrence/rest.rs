//! What is left of a rule from one of its dates on.

use chrono::NaiveDate;

use super::Recurrence;
use super::rule::Ends;
use crate::blackout::LocalTime;

impl Recurrence {
    /// The rule that has the same dates from one of them on, when it begins there: with the old `until`, or with what is
    /// left of the count. `start` is where this one begins.
    ///
    /// What the rule does not say is the start's own weekday or day of the month, which each of its dates shares; weeks and
    /// months are counted from a date of the rule as they are from its start.
    #[must_use]
    pub fn rest(&self, start: LocalTime, from: NaiveDate) -> Self {
        let ends = match self.ends {
            Ends::Never | Ends::Until(_) => self.ends,
            Ends::After(count) => {
                let dates = self.dates(start).all_from(start);
                let passed = dates.take_while(|date| date.naive().date() < from).count();
                Ends::After(count.saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX)).max(1))
            }
        };
        Self { ends, ..*self }
    }
}
