//! What the wizard and `POST /api/v1/blackouts` carry as `recurrence`.

use chrono::NaiveDate;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Ordinal, Weekday};

/// How far it is from one period to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Every {
    /// So many days.
    Days(u32),
    /// So many weeks, counted from the start's own; they begin on Monday.
    Weeks(u32),
    /// So many months, counted from the start's own.
    Months(u32),
}

/// A recurrence as it is asked for; [`RecurrenceDraft::check`] makes a rule of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecurrenceDraft {
    /// How often it comes again.
    pub every: Every,
    /// On which days of the week, with `weeks`; the start's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<Weekday>>,
    /// On which day of the month, with `months`: 1 to 31, or the last. A month that lacks it is skipped. The
    /// start's own when this and `nth_weekday` are absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month_day: Option<Ordinal>,
    /// On which weekday of the month, with `months`: the first to the fourth, or the last; instead of `month_day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth_weekday: Option<(Ordinal, Weekday)>,
    /// The last date that it may fall on, on the wall of its zone; this or `count`, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "date")]
    pub until: Option<NaiveDate>,
    /// How many times it comes in all, 1 to 10,000; skipped months do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

impl RecurrenceDraft {
    /// One that says only how often.
    #[must_use]
    pub const fn every(every: Every) -> Self {
        Self { every, weekdays: None, month_day: None, nth_weekday: None, until: None, count: None }
    }
}

/// Reads a date in its one form; chrono alone would take `2027-1-5` and `+2027-01-05` too.
fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    match text.parse::<NaiveDate>() {
        Ok(date) if date.to_string() == text => Ok(Some(date)),
        Ok(_) | Err(_) => {
            let shown: String = text.chars().take(64).collect();
            Err(D::Error::custom(format!("\"{shown}\" is not a date: write it like 2027-12-31")))
        }
    }
}
