//! Spans of time as people write them: `500ms`, `30s`, `10m`, `2h`, `3d`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A span of time in whole microseconds, never negative. Written as `90s`, `24h`, `1h30m`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Span(i64);

/// A text that is not a span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a duration: write it like 500ms, 30s, 10m, 2h or 3d")]
pub struct BadSpan(String);

const UNITS: [(&str, i64); 5] =
    [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000)];

/// Longest accepted span: 3,660 days, ten years.
const LONGEST: i64 = 3_660 * 86_400_000_000;

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Makes a span of microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 { 0 } else { micros })
    }

    /// Makes a span of seconds.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(1_000_000))
    }

    /// Whole microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn secs(self) -> i64 {
        self.0 / 1_000_000
    }

    /// The same span as the standard library knows it.
    #[must_use]
    pub const fn to_std(self) -> Duration {
        Duration::from_micros(self.0.unsigned_abs())
    }

    /// The span times a factor, as retry's backoff wants it; stops at ten years.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "clamped to ten years first"
        )]
        let micros = (self.0 as f64 * factor).clamp(0.0, LONGEST as f64) as i64;
        Self(micros)
    }
}

impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        Self::from_micros(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
    }
}

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.chars().take(64).collect());
        let mut rest = text.trim();
        let mut total = 0_i64;
        if rest.is_empty() {
            return Err(bad());
        }
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
            let number: i64 = rest[..digits].parse().map_err(|_| bad())?;
            let tail = &rest[digits..];
            let letters = tail.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(tail.len());
            let unit = UNITS.iter().find(|(name, _)| *name == &tail[..letters]).ok_or_else(bad)?;
            total = number.checked_mul(unit.1).and_then(|part| total.checked_add(part)).ok_or_else(bad)?;
            rest = &tail[letters..];
        }
        if total <= LONGEST { Ok(Self(total)) } else { Err(bad()) }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1_000 {
            return f.write_str("0ms");
        }
        let mut left = self.0;
        for (name, size) in UNITS {
            if left >= size {
                write!(f, "{}{name}", left / size)?;
                left %= size;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Span {
    type Error = BadSpan;
    fn try_from(text: String) -> Result<Self, BadSpan> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> String {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_as_people_write_it() {
        for (text, micros) in [("500ms", 500_000), ("30s", 30_000_000), ("1h30m", 5_400_000_000)] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.micros(), span.to_string().as_str()), (micros, text));
        }
    }

    #[test]
    fn nonsense_is_refused_naming_itself() {
        for text in ["", "10", "m", "-3s", "1.5h", "99999999d", "3 s", "5x"] {
            assert!(text.parse::<Span>().is_err(), "{text} was accepted");
        }
    }
}
