//! The dates of a rule, each calculated by a jump.

use std::iter::successors;

use chrono::NaiveDate;

use super::periods::Periods;
use super::rule::Ends;
use super::{HORIZON, Recurrence};
use crate::blackout::LocalTime;

/// The local date-times that a recurrence falls on when it begins at a start, all at the start's time of day.
///
/// **The first is the start itself if it fits the rule, else the first after it that does**; a start that does
/// not fit is none of them. Weeks and months are counted from the start's own all the same: every 2 weeks on Monday
/// from a Thursday on begins with the Monday of the week after next. `until` is inclusive; `count` counts dates, so
/// that months which lack the day are not counted. None lies after the year 2199.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dates {
    start: LocalTime,
    periods: Periods,
    /// No date lies after this one.
    last: NaiveDate,
}

impl Recurrence {
    /// Its dates from a start on.
    #[must_use]
    pub fn dates(&self, start: LocalTime) -> Dates {
        let day = start.naive().date();
        let periods = Periods::of(self.pattern(day), self.every, day);
        let last = match self.ends {
            Ends::Never => HORIZON,
            Ends::Until(date) => date,
            Ends::After(count) => counted(&periods, day, count).unwrap_or(HORIZON),
        };
        Dates { start, periods, last: last.min(HORIZON) }
    }
}

impl Dates {
    /// The first of them; none when the rule never comes.
    #[must_use]
    pub fn first(&self) -> Option<LocalTime> {
        self.all_from(self.start).next()
    }

    /// The last of them, which one without an end has in the year 2199; none when the rule never comes.
    #[must_use]
    pub fn last(&self) -> Option<LocalTime> {
        self.last_before(self.on(HORIZON.succ_opt()?))
    }

    /// The first that is later than a local date-time.
    #[must_use]
    pub fn next_after(&self, at: LocalTime) -> Option<LocalTime> {
        self.all_from(at).find(|one| *one > at)
    }

    /// The last that is earlier than a local date-time.
    #[must_use]
    pub fn last_before(&self, at: LocalTime) -> Option<LocalTime> {
        let before = self.not_before(at).min(self.last.succ_opt()?);
        let mut periods = (0..=self.periods.begun_by(before)).rev();
        let found =
            periods.find_map(|period| self.periods.dates(period).rev().find(|date| *date < before))?;
        (found >= self.start.naive().date()).then(|| self.on(found))
    }

    /// Those from a local date-time on, which may be one itself, in order. Each is calculated when it is asked for.
    pub fn all_from(self, at: LocalTime) -> impl Iterator<Item = LocalTime> {
        let first = self.on_or_after(self.not_before(at));
        let dates = successors(first, move |date| self.on_or_after(date.succ_opt()?));
        dates.map(move |date| self.on(date))
    }

    /// Whether it is one of them.
    #[must_use]
    pub fn has(&self, at: LocalTime) -> bool {
        self.all_from(at).next() == Some(at)
    }

    fn on(&self, date: NaiveDate) -> LocalTime {
        date.and_time(self.start.naive().time()).into()
    }

    /// The first day on which the start's time of day is not before a local date-time.
    fn not_before(&self, at: LocalTime) -> NaiveDate {
        let day = at.naive().date();
        if at.naive().time() > self.start.naive().time() { day.succ_opt().unwrap_or(day) } else { day }
    }

    /// Jumps to the period that a day lies in or after; of those only months that lack the day are passed by.
    fn on_or_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let from = day.max(self.start.naive().date());
        let mut periods = self.periods.begun_by(from)..=self.periods.begun_by(self.last);
        let found = periods.find_map(|period| self.periods.dates(period).find(|date| *date >= from))?;
        (found <= self.last).then_some(found)
    }
}

/// The last date of a series that ends after a count. Where months may be skipped it goes through them.
fn counted(periods: &Periods, start: NaiveDate, count: u32) -> Option<NaiveDate> {
    let index = usize::try_from(count).ok()?.checked_sub(1)?;
    let dates = |period| periods.dates(period).filter(move |date| *date >= start);
    let Some(in_each) = periods.dates_in_each() else {
        return (0..=periods.begun_by(HORIZON)).flat_map(dates).nth(index);
    };
    let Some(later) = index.checked_sub(dates(0).count()) else { return dates(0).nth(index) };
    let passed = i32::try_from(later / in_each).ok()?;
    dates(1 + passed).nth(later % in_each)
}
