//! Local times in zones, and the feed, against oracles of another make: Python's zoneinfo and icalendar (rule 28).
//!
//! `LULL_FAULTS=long` multiplies the random times; `LULL_SEED` repeats those whose seed was printed.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story that cannot go on has failed")]

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../chance/mod.rs"]
mod chance;

mod changes;
mod feed;
mod lull;
mod python;

use std::collections::BTreeSet;
use std::thread;

use chance::{Chance, rounds};
use chrono::{NaiveDate, NaiveDateTime};

/// 2026 to 2075: 50 years, of which 12 have a 29 February.
const DAYS: usize = 50 * 365 + 12;

fn zones() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
}

fn half_past_two_for_fifty_years() -> Vec<NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    first.iter_days().take(DAYS).map(|day| day.and_hms_opt(2, 30, 0).unwrap()).collect()
}

/// Fails with the first line on which the two differ.
fn agree(lulls: &[String], oracles: &str) {
    let oracles: Vec<&str> = oracles.lines().collect();
    let mut pairs = lulls.iter().zip(&oracles);
    if let Some((lull, oracle)) = pairs.find(|(lull, oracle)| lull != oracle) {
        assert_eq!(lull, oracle, "left is Lull's, right is the oracle's");
    }
    assert_eq!(lulls.len(), oracles.len(), "one of the two says more than the other");
}

#[test]
fn the_oracle_has_the_same_release_of_the_zone_data_and_the_same_zones() {
    let about = python::answers(&["about"], "");
    let (release, theirs) = about.split_once('\n').unwrap();
    assert_eq!(release, chrono_tz::IANA_TZDB_VERSION, "raise chrono-tz and requirements.txt together");
    let (ours, theirs): (BTreeSet<&str>, BTreeSet<&str>) = (zones().collect(), theirs.lines().collect());
    let only_one_has: Vec<&str> = ours.symmetric_difference(&theirs).copied().collect();
    // Stands for a host whose zone nobody has set; chrono-tz leaves it out, as it is no place's clock.
    assert_eq!(only_one_has, ["Factory"]);
}

#[test]
fn fault_25_half_past_two_is_when_the_oracle_says_in_every_zone_on_every_day_of_fifty_years() {
    let days = half_past_two_for_fifty_years();
    let names: Vec<&str> = zones().collect();
    let halves = names.split_at(names.len() / 2);
    let (lulls, oracles) = thread::scope(|scope| {
        let oracle = scope.spawn(|| {
            let (first, count) = (days[0].date().to_string(), days.len().to_string());
            python::answers(&["daily", "02:30", &first, &count], &names.join("\n"))
        });
        let first_half = scope.spawn(|| lull::runs(halves.0, &days));
        let second_half = lull::runs(halves.1, &days);
        ([first_half.join().unwrap(), second_half].concat(), oracle.join().unwrap())
    });
    agree(&lulls, &oracles);
}

#[test]
fn fault_25_any_local_time_is_when_the_oracle_says_also_in_gaps_and_doubled_hours() {
    let mut chance = Chance::seeded();
    let names: Vec<&str> = zones().collect();
    let (mut questions, mut lulls) = (String::new(), Vec::new());
    for round in 0..rounds(6_000, 200_000) {
        let name = chance.one_of(&names);
        let at = match round % 2 {
            0 => changes::any_time(&mut chance),
            _ => changes::near_one(name, &mut chance),
        };
        questions.push_str(&format!("{name} {}\n", lull::iso(at)));
        lulls.push(lull::instant(name, at));
    }
    let count = |word: &str| lulls.iter().filter(|line| line.contains(word)).count();
    let (gaps, doubled) = (count("never shown"), count("shown twice"));
    assert!(gaps > 50 && doubled > 50, "LULL_SEED={}: {gaps} in gaps, {doubled} doubled", chance.seed());
    agree(&lulls, &python::answers(&["each"], &questions));
}
