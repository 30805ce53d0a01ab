//! Which day of a month a monthly rule falls on.

use chrono::{Datelike, NaiveDate};

use super::{Ordinal, Weekday};

/// A day of the month, by its number or by its weekday.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fall {
    /// Its 1st to 31st, or its last day.
    Day(Ordinal),
    /// Its first to fourth of a weekday, or the last.
    Weekday(Ordinal, Weekday),
}

impl Fall {
    pub(super) const fn of_day(day: u32) -> Self {
        Self::Day(Ordinal::Number(day))
    }

    /// As a draft says it: `month_day`, or `nth_weekday`.
    pub(super) const fn said(self) -> (Option<Ordinal>, Option<(Ordinal, Weekday)>) {
        match self {
            Self::Day(day) => (Some(day), None),
            Self::Weekday(nth, weekday) => (None, Some((nth, weekday))),
        }
    }

    /// Whether some months lack it and are skipped (rule 28).
    pub(super) const fn may_lack(self) -> bool {
        matches!(self, Self::Day(Ordinal::Number(29..)))
    }

    /// The date in a month, from 1; none when the month lacks it.
    pub(super) fn within(self, year: i32, month: u32) -> Option<NaiveDate> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let days = u32::from(first.num_days_in_month());
        let begins_on = first.weekday().num_days_from_monday();
        let ends_on = (begins_on + days - 1) % 7;
        let day = match self {
            Self::Day(Ordinal::Number(day)) => day,
            Self::Day(Ordinal::Last) => days,
            Self::Weekday(Ordinal::Number(nth), on) => {
                1 + (7 + on.since_monday() - begins_on) % 7 + 7 * (nth - 1)
            }
            Self::Weekday(Ordinal::Last, on) => days - (7 + ends_on - on.since_monday()) % 7,
        };
        first.with_day(day)
    }
}
