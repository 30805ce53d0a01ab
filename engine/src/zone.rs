//! Zone data: the one module that knows where it comes from (chrono-tz, IANA 2025b).

use chrono::{NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{OffsetComponents, OffsetName};
use domain::blackout::Zone;
use domain::duration::Span;
use domain::time::Timestamp;

/// A zone of the IANA database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Iana(chrono_tz::Tz);

/// What the clock of a zone is set to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// How many seconds it is ahead of UTC.
    pub ahead: i32,
    /// Whether it shows daylight saving time.
    pub daylight: bool,
    /// What people call it, such as `CEST`; many zones have only numbers.
    pub name: Option<String>,
}

/// A change of the clock of a zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The first second of the new setting.
    pub at: Timestamp,
    /// What it was set to before.
    pub before: Setting,
    /// What it is set to from then on.
    pub after: Setting,
}

impl Change {
    /// What the clock on the wall would show at its instant, had it not been set.
    #[must_use]
    pub fn shown_before(&self) -> NaiveDateTime {
        shown(self.at, &self.before)
    }

    /// What the clock on the wall shows at its instant.
    #[must_use]
    pub fn shown_after(&self) -> NaiveDateTime {
        shown(self.at, &self.after)
    }
}

fn shown(at: Timestamp, setting: &Setting) -> NaiveDateTime {
    at.to_chrono().naive_utc() + TimeDelta::seconds(setting.ahead.into())
}

/// No name of a zone is longer.
const LONGEST: usize = 64;
const DAY: Span = Span::from_secs(86_400);

impl Iana {
    /// The zone of that name, such as `Europe/Berlin`; none when there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        (name.len() <= LONGEST).then(|| name.parse().ok()).flatten().map(Self)
    }

    /// The zone of UTC itself.
    #[must_use]
    pub const fn utc() -> Self {
        Self(chrono_tz::Tz::UTC)
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What its clock is set to at an instant.
    #[must_use]
    pub fn setting(self, at: Timestamp) -> Setting {
        let offset = self.0.offset_from_utc_datetime(&at.to_chrono().naive_utc());
        Setting {
            ahead: offset.fix().local_minus_utc(),
            daylight: offset.dst_offset() > TimeDelta::zero(),
            name: offset.abbreviation().map(str::to_owned),
        }
    }

    /// The changes of its clock after one instant up to another, in order. Both are whole seconds, and no clock
    /// is changed twice within a day.
    #[must_use]
    pub fn changes(self, from: Timestamp, until: Timestamp) -> Vec<Change> {
        let mut found = Vec::new();
        let mut at = from;
        while at < until {
            let next = at.plus(DAY).min(until);
            if self.ahead(at) != self.ahead(next) {
                found.push(self.change_between(at, next));
            }
            at = next;
        }
        found
    }

    fn ahead(self, at: Timestamp) -> i32 {
        self.0.offset_from_utc_datetime(&at.to_chrono().naive_utc()).fix().local_minus_utc()
    }

    /// The one change after `before` up to `after`, found by halves.
    fn change_between(self, mut before: Timestamp, mut after: Timestamp) -> Change {
        let old = self.ahead(before);
        while after.since(before).secs() > 1 {
            let middle = before.plus(Span::from_secs(after.since(before).secs() / 2));
            if self.ahead(middle) == old { before = middle } else { after = middle }
        }
        Change { at: after, before: self.setting(before), after: self.setting(after) }
    }
}

impl Zone for Iana {
    fn wall(&self, at: Timestamp) -> NaiveDateTime {
        at.to_chrono().with_timezone(&self.0).naive_local()
    }
}

#[cfg(test)]
mod tests {
    use domain::blackout::Local;

    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_gap_moves_forward_by_its_length_and_a_doubled_hour_means_the_first() {
        let berlin = Iana::named("Europe/Berlin").unwrap();
        let Local::Gap { moved, .. } = berlin.local(at("2027-03-28T02:30:00")) else { panic!("no gap") };
        assert_eq!(moved.to_string(), "2027-03-28T01:30:00Z");
        let Local::Twice { first, second } = berlin.local(at("2026-10-25T02:30:00")) else { panic!("once") };
        assert_eq!(
            (first.to_string(), second.to_string()),
            ("2026-10-25T00:30:00Z".into(), "2026-10-25T01:30:00Z".into())
        );
        let lord_howe = Iana::named("Australia/Lord_Howe").unwrap();
        let Local::Gap { moved, .. } = lord_howe.local(at("2026-10-04T02:15:00")) else { panic!("no gap") };
        assert_eq!(lord_howe.wall(moved), at("2026-10-04T02:45:00"));
    }

    #[test]
    fn the_changes_of_a_clock_are_found_to_the_second() {
        let berlin = Iana::named("Europe/Berlin").unwrap();
        let (from, until) =
            ("2027-01-01T00:00:00Z".parse().unwrap(), "2028-01-01T00:00:00Z".parse().unwrap());
        let told = |change: &Change| {
            let name = |setting: &Setting| setting.name.clone().unwrap();
            format!("{} {} to {}", change.at, name(&change.before), name(&change.after))
        };
        let changes: Vec<String> = berlin.changes(from, until).iter().map(told).collect();
        assert_eq!(changes, ["2027-03-28T01:00:00Z CET to CEST", "2027-10-31T01:00:00Z CEST to CET"]);
        let summer = berlin.setting("2027-07-01T00:00:00Z".parse().unwrap());
        assert_eq!((summer.ahead, summer.daylight), (7_200, true));
        assert!(Iana::utc().changes(from, until).is_empty());
        assert_eq!(Iana::named("UTC"), Some(Iana::utc()));
    }

    #[test]
    fn what_is_no_zone_is_none() {
        for name in ["", "../../etc/passwd", "Europe/Atlantis", "+02:00", &"A".repeat(10_000)] {
            assert!(Iana::named(name).is_none(), "{name}");
        }
        assert!(Iana::named("UTC").is_some());
    }
}
