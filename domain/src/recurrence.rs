//! Recurrence: the rule by which a series comes again (rules 28 and 29).
//!
//! A [`RecurrenceDraft`] is checked against a start and becomes a [`Recurrence`]. Laid over that start it
//! has [`Dates`], which are calculated one from the other and never stored: the date after any other costs
//! the same however old the series is. All of it is local: what a date means as an instant is for
//! [`crate::blackout::resolve`] to say. What does not recur has no recurrence.

mod check;
mod dates;
mod draft;
mod fall;
mod ordinal;
mod periods;
mod rest;
mod rule;
mod weekday;
mod words;

pub use check::BadRecurrence;
pub use dates::Dates;
pub use draft::{Every, RecurrenceDraft};
pub use ordinal::Ordinal;
pub use rule::Recurrence;
pub use weekday::Weekday;

use chrono::NaiveDate;

/// The most occurrences of a series that ends after a count.
pub const MOST_OCCURRENCES: u32 = 10_000;
/// 20 years in days: saved dates lie within them, and no step is longer (rule 28).
pub const FURTHEST_DAYS: u16 = 7_305;
/// The longest step in weeks.
pub const FURTHEST_WEEKS: u16 = 1_043;
/// The longest step in months.
pub const FURTHEST_MONTHS: u16 = 240;

/// The last day that a local date-time may lie on, and so the last that is calculated.
const HORIZON: NaiveDate = match NaiveDate::from_ymd_opt(2199, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};
