//! Zone look-ups: the one place of the app that knows zone data.

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetName, Tz};
use domain::time::Timestamp;

use super::{Stretch, Zone};

/// How far a table reaches back, and how far ahead, in days.
const BACK: i64 = 2 * 366;
const AHEAD: i64 = 3 * 366;
const DAY: i64 = 86_400;

/// The zone of that IANA name; none when there is no such name.
#[must_use]
pub fn zone(name: &str, now: Timestamp) -> Option<Zone> {
    let zone: Tz = name.parse().ok()?;
    let today = now.micros().div_euclid(DAY * 1_000_000);
    let (first, last) = ((today - BACK) * DAY, (today + AHEAD) * DAY);
    let mut stretches: Vec<Stretch> = vec![stretch(zone, first)];
    let mut second = first;
    while second < last {
        let next = second + DAY;
        if differs(zone, second, next) {
            stretches.push(stretch(zone, change(zone, second, next)));
        }
        second = next;
    }
    Some(Zone { name: zone.name().to_owned(), stretches, until: last })
}

/// Every zone's name, for a choice.
pub fn names() -> impl Iterator<Item = &'static str> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
}

/// The instant of a local date-time, as `<input type="datetime-local">` sends it.
///
/// In a gap it moves forward by the gap; of a doubled hour it is the first (rule 28). None when the text is
/// no date-time or the zone has no such name.
#[must_use]
pub fn instant(local: &str, zone: &str) -> Option<Timestamp> {
    let zone: Tz = zone.parse().ok()?;
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(local.trim(), form).ok())?;
    let at = match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => at.to_utc(),
        LocalResult::Ambiguous(first, second) => first.to_utc().min(second.to_utc()),
        // Read with the offset before the gap, a time inside it lands as far behind the gap's end.
        LocalResult::None => {
            let before = zone.from_local_datetime(&(local - TimeDelta::days(1))).earliest()?;
            (local - before.offset().fix()).and_utc()
        }
    };
    let at = Timestamp::from(at);
    at.to_string().parse().ok()
}

fn utc(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second, 0).unwrap_or_default()
}

fn stretch(zone: Tz, from: i64) -> Stretch {
    let at = utc(from).with_timezone(&zone);
    let offset = at.offset().fix().local_minus_utc();
    Stretch { from, offset, label: label(at.offset().abbreviation(), offset) }
}

/// `CET` as it is; `+04` and the nameless as `UTC+04:00`.
fn label(abbreviation: Option<&str>, offset: i32) -> String {
    match abbreviation {
        Some(name) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => name.to_owned(),
        Some(_) | None => {
            let (sign, size) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
            format!("UTC{sign}{:02}:{:02}", size / 3_600, size % 3_600 / 60)
        }
    }
}

fn differs(zone: Tz, one: i64, other: i64) -> bool {
    let (one, other) = (stretch(zone, one), stretch(zone, other));
    (one.offset, one.label) != (other.offset, other.label)
}

/// The first second of the new offset, given that it differs between the two.
fn change(zone: Tz, mut before: i64, mut after: i64) -> i64 {
    let old = before;
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if differs(zone, old, middle) { after = middle } else { before = middle }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_changes_at_the_second_the_clocks_do() {
        let berlin = zone("Europe/Berlin", at("2026-12-05T01:00:00Z")).unwrap();
        let spring = at("2027-03-28T01:00:00Z");
        let before = Timestamp::from_micros(spring.micros() - 1);
        assert_eq!((berlin.label(before).as_str(), berlin.label(spring).as_str()), ("CET", "CEST"));
    }

    #[test]
    fn a_zone_without_a_word_for_itself_is_named_by_its_offset() {
        let dubai = zone("Asia/Dubai", at("2026-12-05T01:00:00Z")).unwrap();
        assert_eq!(dubai.label(at("2026-12-05T01:00:00Z")), "UTC+04:00");
    }

    #[test]
    fn names_from_outside_that_are_no_zone_are_not_looked_for() {
        for name in ["", "../../etc/passwd", "Mars/Olympus", "europe berlin"] {
            assert!(zone(name, at("2026-12-05T01:00:00Z")).is_none(), "{name}");
        }
    }

    #[test]
    fn a_gap_moves_forward_and_of_a_doubled_hour_the_first_counts() {
        let said = |local: &str| instant(local, "Europe/Berlin").map(|at| at.to_string());
        assert_eq!(said("2026-12-05T02:00").as_deref(), Some("2026-12-05T01:00:00Z"));
        assert_eq!(said("2027-03-28T02:30").as_deref(), Some("2027-03-28T01:30:00Z"));
        assert_eq!(said("2026-10-25T02:30").as_deref(), Some("2026-10-25T00:30:00Z"));
        assert_eq!(said("tomorrow"), None);
        assert_eq!(said("9999-01-01T00:00"), None);
    }
}
