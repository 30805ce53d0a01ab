//! Clocks: by a rule where there is one, date by date where there is none.

use super::given::{elapsed, event, feed, zone};
use crate::calendar::Event;

/// The VTIMEZONE of a feed whose one event is there, without its first setting.
fn clock(name: &str) -> String {
    let text = feed(vec![Event { zone: zone(name), ..event("2027-06-01T22:00", elapsed("2h")) }]);
    let text = text.replace("\r\n ", "").replace("\r\n", "\n");
    let (_, clock) = text.split_once(&format!("TZID:{name}\nBEGIN:STANDARD\n")).unwrap();
    let (_, changes) = clock.split_once("END:STANDARD\n").unwrap();
    changes.split_once("END:VTIMEZONE").unwrap().0.to_owned()
}

#[test]
fn a_zone_whose_clock_is_never_changed_has_one_setting() {
    for name in ["Asia/Kolkata", "Africa/Johannesburg", "Etc/GMT-3"] {
        assert_eq!(clock(name), "", "{name}");
    }
}

#[test]
fn a_clock_that_is_changed_on_an_nth_weekday_has_a_rule() {
    for (name, rules) in [
        ("America/New_York", ["BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"]),
        ("Australia/Lord_Howe", ["BYMONTH=4;BYDAY=1SU", "BYMONTH=10;BYDAY=1SU"]),
        ("Europe/London", ["BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"]),
    ] {
        let clock = clock(name);
        let found: Vec<&str> =
            clock.lines().filter_map(|line| line.strip_prefix("RRULE:FREQ=YEARLY;")).collect();
        assert_eq!(found, rules, "{name}");
        assert!(!clock.contains("RDATE"), "{clock}");
    }
}

#[test]
fn a_clock_without_such_a_rule_has_its_dates() {
    for name in ["Africa/Casablanca", "America/Santiago", "Asia/Jerusalem", "Asia/Hebron"] {
        let clock = clock(name);
        assert!(clock.contains("RDATE:"), "{name}: {clock}");
    }
    // Two Sundays between the 2nd and the 8th, of which some are the first and some the second of their month.
    let santiago = clock("America/Santiago");
    assert!(!santiago.contains("RRULE"), "{santiago}");
}

#[test]
fn no_clock_is_long_for_googles_reader_fails_where_many_lines_come_before_the_first_event() {
    for name in chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| *name != "UTC") {
        let text = feed(vec![Event { zone: zone(name), ..event("2027-06-01T22:00", elapsed("2h")) }]);
        let (before, _) = text.split_once("BEGIN:VEVENT").unwrap();
        assert!(before.lines().count() < 60, "{name}: {before}");
    }
}
