//! Zone data: the one module that knows where it comes from (chrono-tz, IANA 2025b).

use chrono::NaiveDateTime;
use domain::blackout::Zone;
use domain::time::Timestamp;

/// A zone of the IANA database.
#[derive(Clone, Copy, Debug)]
pub struct Iana(chrono_tz::Tz);

/// No name of a zone is longer.
const LONGEST: usize = 64;

impl Iana {
    /// The zone of that name, such as `Europe/Berlin`; none when there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        (name.len() <= LONGEST).then(|| name.parse().ok()).flatten().map(Self)
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
    fn what_is_no_zone_is_none() {
        for name in ["", "../../etc/passwd", "Europe/Atlantis", "+02:00", &"A".repeat(10_000)] {
            assert!(Iana::named(name).is_none(), "{name}");
        }
        assert!(Iana::named("UTC").is_some());
    }
}
