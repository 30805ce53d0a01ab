//! A recurrence as it was checked: what a plan keeps.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::fall::Fall;
use super::weekday::Weekdays;
use super::{Every, RecurrenceDraft};

/// A checked rule; [`RecurrenceDraft::check`] makes it. It is stored in the draft's shape, and whatever is
/// read back has passed the same checks but those that need a start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RecurrenceDraft", into = "RecurrenceDraft")]
pub struct Recurrence {
    /// So many days, weeks or months from one period to the next; never 0.
    pub(super) every: u16,
    pub(super) repeats: Repeats,
    pub(super) ends: Ends,
}

/// How it repeats, with only what was said; the start says the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Repeats {
    Daily,
    Weekly(Option<Weekdays>),
    Monthly(Option<Fall>),
}

/// When it ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ends {
    Never,
    /// With this date.
    Until(NaiveDate),
    /// After so many occurrences; never 0.
    After(u32),
}

/// How it repeats once its start is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pattern {
    Daily,
    /// On these days, of which there is at least one.
    Weekly(Weekdays),
    Monthly(Fall),
}

impl Recurrence {
    /// The draft that would make this rule: what GET answers, and what an edit begins with.
    #[must_use]
    pub fn draft(&self) -> RecurrenceDraft {
        let every = u32::from(self.every);
        let mut draft = match self.repeats {
            Repeats::Daily => RecurrenceDraft::every(Every::Days(every)),
            Repeats::Weekly(on) => RecurrenceDraft {
                weekdays: on.map(|on| on.days().collect()),
                ..RecurrenceDraft::every(Every::Weeks(every))
            },
            Repeats::Monthly(on) => {
                let (month_day, nth_weekday) = on.map_or((None, None), Fall::said);
                RecurrenceDraft { month_day, nth_weekday, ..RecurrenceDraft::every(Every::Months(every)) }
            }
        };
        match self.ends {
            Ends::Never => {}
            Ends::Until(date) => draft.until = Some(date),
            Ends::After(count) => draft.count = Some(count),
        }
        draft
    }

    /// The same rule that ends with a date, which it may fall on.
    #[must_use]
    pub const fn until(self, last: NaiveDate) -> Self {
        Self { ends: Ends::Until(last), ..self }
    }

    /// Whether it comes without end.
    #[must_use]
    pub const fn is_endless(&self) -> bool {
        matches!(self.ends, Ends::Never)
    }

    /// The pattern that it makes from a start on: what was not said is the start's own weekday or day of the month.
    pub(super) fn pattern(&self, start: NaiveDate) -> Pattern {
        match self.repeats {
            Repeats::Daily => Pattern::Daily,
            Repeats::Weekly(on) => {
                Pattern::Weekly(on.unwrap_or_else(|| Weekdays::only(start.weekday().into())))
            }
            Repeats::Monthly(on) => Pattern::Monthly(on.unwrap_or_else(|| Fall::of_day(start.day()))),
        }
    }
}

impl From<Recurrence> for RecurrenceDraft {
    fn from(rule: Recurrence) -> Self {
        rule.draft()
    }
}
