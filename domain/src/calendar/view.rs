//! How the calendar is looked at.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A view of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The weeks that a month touches.
    #[default]
    Month,
    /// A week, from Monday on.
    Week,
    /// The days of a month that have anything.
    List,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Month, Self::Week, Self::List];

    /// The word in the address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::List => "list",
        }
    }

    /// The word on the page.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Month => "Month",
            Self::Week => "Week",
            Self::List => "List",
        }
    }

    /// The view of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == word)
    }

    /// The dates that it shows around one, in order: whole weeks, but of a list the month's own days.
    #[must_use]
    pub fn dates(self, date: NaiveDate) -> Vec<NaiveDate> {
        let (first, last) = month(date);
        let (from, to) = match self {
            Self::Month => (monday(first), sunday(last)),
            Self::Week => (monday(date), sunday(date)),
            Self::List => (first, last),
        };
        from.iter_days().take_while(|date| *date <= to).collect()
    }

    /// The date that stands for the time before: a week or a month earlier. Of a shorter month its last day.
    #[must_use]
    pub fn before(self, date: NaiveDate) -> NaiveDate {
        let before = match self {
            Self::Month | Self::List => date.checked_sub_months(Months::new(1)),
            Self::Week => date.checked_sub_days(Days::new(7)),
        };
        before.unwrap_or(date)
    }

    /// The date that stands for the time after.
    #[must_use]
    pub fn after(self, date: NaiveDate) -> NaiveDate {
        let after = match self {
            Self::Month | Self::List => date.checked_add_months(Months::new(1)),
            Self::Week => date.checked_add_days(Days::new(7)),
        };
        after.unwrap_or(date)
    }
}

/// The first and the last day of a date's month.
fn month(date: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = date.with_day(1).unwrap_or(date);
    let next = first.checked_add_months(Months::new(1));
    (first, next.and_then(|next| next.pred_opt()).unwrap_or(date))
}

fn monday(date: NaiveDate) -> NaiveDate {
    let since = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since)).unwrap_or(date)
}

fn sunday(date: NaiveDate) -> NaiveDate {
    monday(date).checked_add_days(Days::new(6)).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ends(view: View, text: &str) -> (String, String, usize) {
        let dates = view.dates(date(text));
        (dates[0].to_string(), dates[dates.len() - 1].to_string(), dates.len())
    }

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let told = |from: &str, to: &str, count| (from.to_owned(), to.to_owned(), count);
        assert_eq!(ends(View::Month, "2026-11-25"), told("2026-10-26", "2026-12-06", 42));
        // It begins on a Monday and has four weeks.
        assert_eq!(ends(View::Month, "2027-02-10"), told("2027-02-01", "2027-02-28", 28));
        assert_eq!(ends(View::Week, "2026-12-31"), told("2026-12-28", "2027-01-03", 7));
        assert_eq!(ends(View::List, "2028-02-29"), told("2028-02-01", "2028-02-29", 29));
    }

    #[test]
    fn the_way_to_a_shorter_month_ends_on_its_last_day() {
        assert_eq!(View::Month.after(date("2027-01-31")), date("2027-02-28"));
        assert_eq!(View::List.before(date("2027-03-31")), date("2027-02-28"));
        assert_eq!(View::Week.after(date("2026-12-28")), date("2027-01-04"));
        assert_eq!(View::ALL.map(|view| View::named(view.as_str())), View::ALL.map(Some));
    }
}
