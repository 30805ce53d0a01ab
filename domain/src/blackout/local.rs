//! Local date-times as people write them: `2026-12-05T02:00`.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::duration::Span;

/// What a clock on a wall shows, to the second; which wall is said beside it.
///
/// The one that an occurrence was planned for is its key, stable through moves (rule 29).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct LocalTime(NaiveDateTime);

/// A text that is not a local date-time between the years 1970 and 2199.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a local date and time: write it like 2026-12-05T02:00, without a zone")]
pub struct BadLocalTime(String);

impl LocalTime {
    /// The same date-time as chrono knows it.
    #[must_use]
    pub const fn naive(self) -> NaiveDateTime {
        self.0
    }

    /// The beginning of its day.
    #[must_use]
    pub fn midnight(self) -> Self {
        Self(self.0.date().and_time(chrono::NaiveTime::MIN))
    }

    /// How far the hands of the clock are from `earlier`'s; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span::from_secs((self.0 - earlier.0).num_seconds())
    }

    /// As sentences write it: `2026-12-05 02:00`.
    #[must_use]
    pub fn words(self) -> String {
        self.to_string().replace('T', " ")
    }
}

impl From<NaiveDateTime> for LocalTime {
    /// Parts of a second are dropped.
    fn from(at: NaiveDateTime) -> Self {
        Self(at.with_nanosecond(0).unwrap_or(at))
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.0.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
        write!(f, "{}", self.0.format(form))
    }
}

impl fmt::Debug for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for LocalTime {
    type Err = BadLocalTime;

    fn from_str(text: &str) -> Result<Self, BadLocalTime> {
        let bad = || BadLocalTime(text.chars().take(64).collect());
        let form = if text.len() == 16 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
        let at = NaiveDateTime::parse_from_str(text, form).map_err(|_| bad())?;
        let local = Self::from(at);
        // A second way to write the same moment would be a second key.
        let plain = local.to_string() == text || format!("{local}:00") == text;
        if plain && (1970..2200).contains(&at.year()) { Ok(local) } else { Err(bad()) }
    }
}

impl TryFrom<String> for LocalTime {
    type Error = BadLocalTime;
    fn try_from(text: String) -> Result<Self, BadLocalTime> {
        text.parse()
    }
}

impl From<LocalTime> for String {
    fn from(at: LocalTime) -> String {
        at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_written_with_seconds_only_when_it_has_some() {
        for (text, written) in [
            ("2026-12-05T02:00", "2026-12-05T02:00"),
            ("2026-12-05T02:00:00", "2026-12-05T02:00"),
            ("2026-12-05T02:00:30", "2026-12-05T02:00:30"),
        ] {
            assert_eq!(text.parse::<LocalTime>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_not_one_plain_local_time_is_refused_naming_itself() {
        for text in [
            "",
            "2026-12-05",
            "2026-12-05T02:00Z",
            "2026-12-05T02:00:00+01:00",
            "2026-12-05 02:00",
            "2026-13-05T02:00",
            "2026-02-30T02:00",
            "2026-12-05T24:00",
            "2026-12-05T23:59:60",
            "9999-12-05T02:00",
            "+2026-1-5T02:000",
        ] {
            let told = text.parse::<LocalTime>().unwrap_err().to_string();
            assert!(told.starts_with(&format!("\"{text}\"")), "{told}");
        }
    }
}
