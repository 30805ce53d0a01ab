//! Where the periods of a rule lie in the calendar, by arithmetic alone.

use chrono::{Datelike, Days, NaiveDate};

use super::rule::Pattern;
use super::weekday::{Weekday, Weekdays};

/// The periods of a rule, numbered from the start's own, which is 0; each is one day, week or month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Periods {
    pattern: Pattern,
    every: i32,
    /// The day, week or month of period 0, as [`Periods::unit`] numbers them.
    first: i32,
}

impl Periods {
    pub(super) fn of(pattern: Pattern, every: u16, start: NaiveDate) -> Self {
        let unnumbered = Self { pattern, every: i32::from(every), first: 0 };
        Self { first: unnumbered.unit(start), ..unnumbered }
    }

    /// The last period that begins on or before a date; negative before the first.
    pub(super) fn begun_by(&self, date: NaiveDate) -> i32 {
        (self.unit(date) - self.first).div_euclid(self.every)
    }

    /// The dates of a period, in order; none when its month lacks the day.
    pub(super) fn dates(self, period: i32) -> impl DoubleEndedIterator<Item = NaiveDate> {
        let unit = self.first + period * self.every;
        // A day and a month have one date, which is where they are said to begin.
        let one = Weekdays::only(Weekday::Mon);
        let (begins, on) = match self.pattern {
            Pattern::Daily => (NaiveDate::from_num_days_from_ce_opt(unit), one),
            Pattern::Weekly(on) => (NaiveDate::from_num_days_from_ce_opt(7 * unit + 1), on),
            Pattern::Monthly(fall) => {
                let month = u32::try_from(unit.rem_euclid(12) + 1).ok();
                (month.and_then(|month| fall.within(unit.div_euclid(12), month)), one)
            }
        };
        on.days().filter_map(move |day| begins?.checked_add_days(Days::new(u64::from(day.since_monday()))))
    }

    /// How many dates each period has, if all have as many.
    pub(super) fn dates_in_each(&self) -> Option<usize> {
        match self.pattern {
            Pattern::Daily => Some(1),
            Pattern::Weekly(on) => Some(on.days().count()),
            Pattern::Monthly(fall) => (!fall.may_lack()).then_some(1),
        }
    }

    /// Numbers days, weeks or months. Day 1 of the era was a Monday.
    fn unit(&self, date: NaiveDate) -> i32 {
        match self.pattern {
            Pattern::Daily => date.num_days_from_ce(),
            Pattern::Weekly(_) => (date.num_days_from_ce() - 1).div_euclid(7),
            Pattern::Monthly(_) => 12 * date.year() + i32::try_from(date.month0()).unwrap_or(0),
        }
    }
}
