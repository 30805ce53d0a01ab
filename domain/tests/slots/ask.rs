//! What is asked for, and every fault at once.

use domain::problem::FieldError;
use domain::slots::{Search, SlotAsk};
use domain::time::Timestamp;

use super::given::{BERLIN, NOW, Place, UTC, instant, span};

fn ask(from: &str, to: &str, duration: &str, limit: &str) -> SlotAsk {
    let given = |text: &str| Some(text.to_owned());
    SlotAsk {
        from: given(from),
        to: given(to),
        duration: given(duration),
        zone: "Europe/Berlin".to_owned(),
        limit: given(limit),
    }
}

fn checked(ask: &SlotAsk) -> Search {
    ask.check(Some(&BERLIN), NOW).unwrap()
}

/// The faults as `field words`.
fn faults(ask: &SlotAsk, zone: Option<&Place>, now: Timestamp) -> Vec<String> {
    let told = |fault: FieldError| format!("{} {}", fault.path, fault.message);
    ask.check(zone, now).unwrap_err().into_iter().map(told).collect()
}

#[test]
fn dates_are_whole_days_of_the_zone_and_instants_are_themselves() {
    let days = checked(&ask("2026-12-08", "2026-12-09", "2h", ""));
    assert_eq!(
        (days.from, days.to),
        (instant("2026-12-07T23:00:00Z"), instant("2026-12-09T23:00:00Z")),
        "the last day counts whole"
    );
    assert_eq!((days.duration, days.limit, days.zone.as_str()), (span("2h"), 10, "Europe/Berlin"));
    let instants = checked(&ask("2026-12-08T01:00:00+01:00", "2026-12-09T00:00:00Z", " 90m ", "50"));
    assert_eq!(
        (instants.from, instants.to),
        (instant("2026-12-08T00:00:00Z"), instant("2026-12-09T00:00:00Z"))
    );
    assert_eq!((instants.duration, instants.limit), (span("90m"), 50));
}

#[test]
fn what_is_not_said_is_two_weeks_from_now_or_from_the_start() {
    let bare = SlotAsk { duration: Some("1h".to_owned()), ..SlotAsk::default() };
    let search = bare.check(Some(&UTC), NOW).unwrap();
    assert_eq!((search.from, search.to), (NOW, NOW.plus(span("14d"))));
    let later = SlotAsk { from: Some("2027-01-01".to_owned()), ..bare.clone() };
    assert_eq!(later.check(Some(&UTC), NOW).unwrap().to, instant("2027-01-15T00:00:00Z"));
    let earlier = SlotAsk { from: Some("2026-01-01".to_owned()), to: Some("2026-12-07".to_owned()), ..bare };
    assert!(faults(&earlier, Some(&UTC), NOW)[0].starts_with("to lies more than 92 days"));
}

#[test]
fn every_fault_is_told_at_once_with_its_cure() {
    let all = faults(&ask("tomorrow", "2026-13-01", "a while", "51"), None, NOW);
    assert_eq!(
        all,
        [
            "zone \"Europe/Berlin\" is not a time zone: choose an IANA name like Europe/Berlin",
            "from \"tomorrow\" is neither a date nor an instant: write it like 2026-12-05 or 2026-12-05T01:00:00Z",
            "to \"2026-13-01\" is neither a date nor an instant: write it like 2026-12-05 or 2026-12-05T01:00:00Z",
            "duration \"a while\" is not a duration: write it like 500ms, 30s, 10m, 2h or 3d",
            "limit should be a number from 1 to 50",
        ]
    );
}

#[test]
fn other_faults_are_told_one_by_one_too() {
    let told = |from: &str, to: &str, duration: &str, limit: &str| {
        faults(&ask(from, to, duration, limit), Some(&BERLIN), NOW).join("; ")
    };
    assert_eq!(told("", "2026-12-06", "1h", ""), "to has passed: choose a later one");
    assert_eq!(
        told("2026-12-10", "2026-12-08", "1h", ""),
        "to is not after the start of the range: choose a later one"
    );
    assert!(told("2026-12-08", "2027-03-10", "1h", "").starts_with("to lies more than 92 days after"));
    assert!(told("2099-12-08", "2099-12-10", "1h", "").starts_with("to lies more than 20 years ahead"));
    assert_eq!(told("", "", "", ""), "duration is missing: say how long it takes, like 2h");
    assert_eq!(told("", "", "0s", ""), "duration is no time at all: write one like 2h");
    assert_eq!(told("", "", "31d", ""), "duration is longer than 30d: shorten it");
    assert!(told("2026-12-08", "2026-12-08", "25h", "").starts_with("duration is longer than the range"));
    for limit in ["0", "-1", "ten"] {
        assert_eq!(told("", "", "1h", limit), "limit should be a number from 1 to 50");
    }
}

#[test]
fn ninety_two_days_are_searched_though_one_of_them_has_twenty_five_hours() {
    let autumn = ask("2026-10-01", "2026-12-31", "1h", "");
    let search = autumn.check(Some(&BERLIN), instant("2026-09-01T00:00:00Z")).unwrap();
    assert_eq!(search.to.since(search.from), span("92d1h"));
}
