//! Instants in UTC microseconds.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::duration::Span;

/// An instant: microseconds since 1970 in UTC. Written as RFC 3339, stored as an integer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
pub struct Timestamp(i64);

/// A text that is not an RFC 3339 instant between the years 1970 and 2200.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an instant: write it like 2026-12-05T01:00:00Z")]
pub struct BadTimestamp(String);

/// 2200-01-01: later instants are refused at the edge, so that sums never overflow.
const LATEST: i64 = 7_258_118_400_000_000;

impl Timestamp {
    /// Makes an instant of UTC microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// UTC microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant moved later by `span`; stops at the end of the representable range.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.micros()))
    }

    /// This instant moved earlier by `span`.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.micros()))
    }

    /// The time from `earlier` to this instant; zero when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        let micros = self.0.saturating_sub(earlier.0);
        Span::from_micros(if micros < 0 { 0 } else { micros })
    }

    /// The same instant as chrono knows it; the epoch when out of chrono's range.
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.to_chrono();
        let form = if self.0 % 1_000_000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
        f.write_str(&at.to_rfc3339_opts(form, true))
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Timestamp {
    type Err = BadTimestamp;
    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        let bad = || BadTimestamp(text.chars().take(64).collect());
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?;
        let micros = at.timestamp_micros();
        if (0..=LATEST).contains(&micros) { Ok(Self(micros)) } else { Err(bad()) }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = BadTimestamp;
    fn try_from(text: String) -> Result<Self, BadTimestamp> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_back_as_itself() {
        for text in ["2026-12-05T01:00:00Z", "2026-12-05T01:00:00.000042Z"] {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(at.to_string(), text);
        }
        assert_eq!(
            "2026-12-05T02:00:00+01:00".parse::<Timestamp>().unwrap().to_string(),
            "2026-12-05T01:00:00Z"
        );
    }

    #[test]
    fn the_year_9999_is_refused_with_words() {
        assert!(
            "9999-01-01T00:00:00Z".parse::<Timestamp>().unwrap_err().to_string().contains("not an instant")
        );
    }
}
