//! Days of the week as iCalendar writes them.

use domain::recurrence::Weekday;

/// A day's two letters.
pub(super) const fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

/// The day that two letters mean.
pub(super) fn coded(letters: &str) -> Option<Weekday> {
    Weekday::ALL.into_iter().find(|day| code(*day).eq_ignore_ascii_case(letters))
}
