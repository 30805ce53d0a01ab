//! Instants: as people write them, and as they are told.

use std::str::FromStr;

use app::words;
use domain::duration::Span;
use domain::time::Timestamp;

/// An instant, or how far it is from now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// RFC 3339.
    At(Timestamp),
    /// From now.
    In(Span),
}

impl Moment {
    /// The instant; one counted from now is rounded up to a whole second.
    #[must_use]
    pub const fn from(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::In(span) => {
                let micros = now.plus(span).micros();
                Timestamp::from_micros(micros.saturating_add((-micros).rem_euclid(1_000_000)))
            }
        }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(span) = text.parse() {
            return Ok(Self::In(span));
        }
        text.parse().map(Self::At).map_err(|_| {
            let shown: String = text.chars().take(64).collect();
            format!("\"{shown}\" is neither an instant such as 2026-12-05T01:00:00Z nor a duration from now such as 2h or 1h30m")
        })
    }
}

/// An instant with both its times: `in 1 h 48 min (16:00:00 UTC)`.
#[must_use]
pub fn told(at: Timestamp, now: Timestamp) -> String {
    format!("{} ({})", words::relative(at, now), clock(at, now))
}

/// The same, the exact time first: `16:00:00 UTC (in 1 h 48 min)`.
#[must_use]
pub fn exact(at: Timestamp, now: Timestamp) -> String {
    format!("{} ({})", clock(at, now), words::relative(at, now))
}

/// The exact time; the date too unless it is today's in UTC.
#[must_use]
pub fn clock(at: Timestamp, now: Timestamp) -> String {
    let (at, now) = (at.to_chrono(), now.to_chrono());
    let form = if at.date_naive() == now.date_naive() { "%H:%M:%S UTC" } else { "%Y-%m-%d %H:%M:%S UTC" };
    at.format(form).to_string()
}

/// How long something took, or has taken so far; empty when it has not begun.
#[must_use]
pub fn took(began: Option<Timestamp>, ended: Option<Timestamp>, now: Timestamp) -> String {
    match (began, ended) {
        (None, _) => String::new(),
        (Some(began), Some(ended)) => words::span(ended.since(began)),
        (Some(began), None) => format!("{} so far", words::span(now.since(began))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-12-05T01:00:00.250000Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_end_is_an_instant_or_a_duration_from_now() {
        let read = |text: &str| text.parse::<Moment>().unwrap().from(at(NOW)).to_string();
        assert_eq!(read("2h"), "2026-12-05T03:00:01Z");
        assert_eq!(read("1d12h"), "2026-12-06T13:00:01Z");
        assert_eq!(read("2026-12-05T04:00:00+01:00"), "2026-12-05T03:00:00Z");
        assert!("tomorrow".parse::<Moment>().unwrap_err().contains("nor a duration from now such as 2h"));
    }

    #[test]
    fn a_time_is_told_relatively_and_exactly_with_its_zone() {
        let now = at(NOW);
        assert_eq!(told(at("2026-12-05T00:48:00Z"), now), "12 min ago (00:48:00 UTC)");
        assert_eq!(exact(at("2026-12-05T02:49:00.5Z"), now), "02:49:00 UTC (in 1 h 49 min)");
        assert_eq!(told(at("2026-12-04T01:00:00Z"), now), "1 d ago (2026-12-04 01:00:00 UTC)");
    }

    #[test]
    fn what_runs_still_has_taken_so_long_so_far() {
        let now = at(NOW);
        let began = at("2026-12-05T00:59:00.25Z");
        assert_eq!(took(Some(began), None, now), "1 min so far");
        assert_eq!(took(Some(began), Some(at("2026-12-05T00:59:31.25Z")), now), "31 s");
        assert_eq!(took(None, None, now), "");
    }
}
