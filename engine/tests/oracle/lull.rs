//! What Lull makes of local times, in the oracle's words.

use std::fmt;

use chrono::NaiveDateTime;
use domain::blackout::{Local, Zone};
use domain::duration::Span;
use domain::time::Timestamp;
use engine::zone::Iana;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Once,
    Twice { apart: Span },
    Never { gap: Span },
}

impl From<Local> for Shown {
    fn from(local: Local) -> Self {
        match local {
            Local::Single(_) => Self::Once,
            Local::Twice { first, second } => Self::Twice { apart: second.since(first) },
            Local::Gap { by, .. } => Self::Never { gap: by },
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once => f.write_str("shown once"),
            Self::Twice { apart } => write!(f, "shown twice, {} s apart", apart.secs()),
            Self::Never { gap } => write!(f, "never shown, in a gap of {} s", gap.secs()),
        }
    }
}

pub fn zone(name: &str) -> Iana {
    Iana::named(name).unwrap()
}

/// As Python writes a local time.
pub fn iso(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// How many seconds the clock is ahead of UTC at the instant that a local time stands for, and how often it shows it.
fn meant(zone: Iana, at: NaiveDateTime) -> (i64, Shown) {
    let local = zone.local(at);
    let ahead = Timestamp::from(at.and_utc()).micros() - local.instant().micros();
    (ahead / 1_000_000, local.into())
}

/// Stretches of days that mean the same, zone by zone: the first day, how many, and what.
pub fn runs(names: &[&str], days: &[NaiveDateTime]) -> Vec<String> {
    names.iter().flat_map(|name| runs_of(name, days)).collect()
}

fn runs_of(name: &str, days: &[NaiveDateTime]) -> Vec<String> {
    let zone = zone(name);
    let meant: Vec<_> = days.iter().map(|day| (day.date(), meant(zone, *day))).collect();
    let runs = meant.chunk_by(|(_, one), (_, next)| one == next);
    runs.map(|run| {
        let (first, (ahead, shown)) = run[0];
        format!("{name} from {first} for {} d: {ahead} s ahead of UTC, {shown}", run.len())
    })
    .collect()
}

/// The instant that a local time stands for.
pub fn instant(name: &str, at: NaiveDateTime) -> String {
    let local = zone(name).local(at);
    format!("{name} {}: {}, {}", iso(at), local.instant(), Shown::from(local))
}
