//! Feeds as a whole, and what is written out where the clock is changed.

use domain::recurrence::{Every, RecurrenceDraft, Weekday};

use super::given::{changed, elapsed, event, every, feed, instant, local, told, until, zone};
use crate::calendar::{Event, Feed};

const NIGHTLY: &str = r#"BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Lull//Blackouts//EN
CALSCALE:GREGORIAN
NAME:Blackouts
X-WR-CALNAME:Blackouts
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:20260101T010000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:b-1@lull.example
DTSTAMP:20261120T101500Z
LAST-MODIFIED:20261120T101500Z
SEQUENCE:2
DTSTART;TZID=Europe/Berlin:20270326T023000
DURATION:PT2H
RRULE:FREQ=DAILY;UNTIL=20270330T215959Z
EXDATE;TZID=Europe/Berlin:20270329T023000
SUMMARY:Index rebuild\, nightly\; "all"
DESCRIPTION:Nothing starts.\nC:\\ is not touched.
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:b-1@lull.example
DTSTAMP:20261120T101500Z
LAST-MODIFIED:20261120T101500Z
SEQUENCE:2
RECURRENCE-ID;TZID=Europe/Berlin:20270328T023000
DTSTART;TZID=Europe/Berlin:20270328T033000
DTEND;TZID=Europe/Berlin:20270328T053000
SUMMARY:Index rebuild\, nightly\; "all"
DESCRIPTION:Nothing starts.\nC:\\ is not touched.
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:b-1@lull.example
DTSTAMP:20261121T080000Z
LAST-MODIFIED:20261121T080000Z
SEQUENCE:3
RECURRENCE-ID;TZID=Europe/Berlin:20270330T023000
DTSTART;TZID=Europe/Berlin:20270330T220000
DTEND;TZID=Europe/Berlin:20270331T000000
SUMMARY:Index rebuild\, late
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"#;

/// Every night at 02:30 over the change to summer time; one cancelled, one moved, both by keys of an older time of day.
fn nightly() -> Event {
    let rule = RecurrenceDraft {
        until: Some("2027-03-30".parse().unwrap()),
        ..RecurrenceDraft::every(Every::Days(1))
    };
    Event {
        name: "Index rebuild, nightly; \"all\"".to_owned(),
        message: Some("Nothing starts.\r\nC:\\ is not touched.\u{7}".to_owned()),
        recurrence: Some(rule.try_into().unwrap()),
        cancelled: vec![local("2027-03-29T01:00"), local("2027-05-01T01:00")],
        changed: vec![changed("2027-03-30T01:00", "2027-03-30T20:00:00Z", "2027-03-30T22:00:00Z")],
        ..event("2027-03-26T02:30", elapsed("2h"))
    }
}

#[test]
fn a_feed_tells_its_clock_its_rule_and_each_date_that_is_not_as_the_rest() {
    let text = feed(vec![nightly()]);
    assert_eq!(text.replace("\r\n", "\n"), NIGHTLY);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn long_lines_are_folded_between_characters_and_none_has_more_than_75_octets() {
    for aside in 0..8 {
        let name = format!("{}{}", "x".repeat(aside), "Wartung der Größe 漢字 😀, ".repeat(20));
        let text = feed(vec![Event { name: name.clone(), ..event("2027-03-26T02:30", elapsed("2h")) }]);
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{}", name.replace(',', "\\,"))), "{unfolded}");
    }
}

#[test]
fn what_comes_once_is_told_by_edges_that_can_be_read_in_one_way_only() {
    for (start, length, edges) in [
        (
            "2027-06-01T22:00",
            until("2027-06-02T02:00"),
            ["DTSTART;TZID=Europe/Berlin:20270601T220000", "DTEND;TZID=Europe/Berlin:20270602T020000"],
        ),
        // In a gap, which moves it forward; its end is behind the change.
        (
            "2027-03-28T02:30",
            elapsed("1h"),
            ["DTSTART;TZID=Europe/Berlin:20270328T033000", "DTEND;TZID=Europe/Berlin:20270328T043000"],
        ),
        // The gap puts the end before the start: the length counts.
        (
            "2027-03-28T02:30",
            until("2027-03-28T03:10"),
            ["DTSTART;TZID=Europe/Berlin:20270328T033000", "DTEND;TZID=Europe/Berlin:20270328T041000"],
        ),
        // A doubled hour means the first; what ends in the second can be told in UTC alone.
        (
            "2027-10-31T01:00",
            until("2027-10-31T02:30"),
            ["DTSTART;TZID=Europe/Berlin:20271031T010000", "DTEND:20271031T003000Z"],
        ),
        ("2027-10-31T02:30", elapsed("1h"), ["DTSTART:20271031T003000Z", "DTEND:20271031T013000Z"]),
    ] {
        let lines = told(vec![event(start, length)]);
        assert_eq!(lines[1..], edges, "{start}");
    }
}

#[test]
fn times_in_utc_need_no_clock() {
    let text = feed(vec![Event {
        zone: zone("UTC"),
        recurrence: Some(every(Every::Weeks(1))),
        cancelled: vec![local("2027-01-11T00:00")],
        ..event("2027-01-04T22:00", elapsed("90m"))
    }]);
    assert!(!text.contains("VTIMEZONE") && !text.contains("TZID"), "{text}");
    for line in ["DTSTART:20270104T220000Z", "DURATION:PT1H30M", "EXDATE:20270111T220000Z"] {
        assert!(text.contains(&format!("{line}\r\n")), "{line}: {text}");
    }
}

#[test]
fn a_series_whose_start_is_no_date_of_it_stands_beside_its_first() {
    let rule =
        RecurrenceDraft { weekdays: Some(vec![Weekday::Mon]), ..RecurrenceDraft::every(Every::Weeks(2)) };
    // From a Thursday on: the Monday of the week after next.
    let lines = told(vec![Event {
        recurrence: Some(rule.try_into().unwrap()),
        ..event("2026-12-03T22:00", elapsed("2h"))
    }]);
    let wanted = [
        "DTSTART;TZID=Europe/Berlin:20261214T220000",
        "DURATION:PT2H",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO",
    ];
    assert_eq!(lines[1..], wanted);
}

#[test]
fn a_changed_date_that_the_rule_has_no_more_is_an_event_of_its_own() {
    let lines = told(vec![Event {
        recurrence: Some(every(Every::Weeks(1))),
        changed: vec![changed("2027-01-06T22:00", "2027-01-07T20:00:00Z", "2027-01-07T21:00:00Z")],
        ..event("2027-01-04T22:00", elapsed("2h"))
    }]);
    let wanted = [
        "UID:20270106-b-1@lull.example",
        "DTSTART;TZID=Europe/Berlin:20270107T210000",
        "DTEND;TZID=Europe/Berlin:20270107T220000",
    ];
    assert_eq!(lines[lines.len() - 3..], wanted);
}

#[test]
fn what_is_cancelled_is_not_told_and_what_was_moved_is_told_as_it_is_now() {
    let once = event("2027-01-04T22:00", elapsed("2h"));
    let cancelled = Event { cancelled: vec![once.start], ..once.clone() };
    assert!(!feed(vec![cancelled]).contains("VEVENT"));
    let moved = changed("2027-01-04T22:00", "2027-01-05T20:00:00Z", "2027-01-05T21:00:00Z");
    let lines = told(vec![Event { changed: vec![moved], ..once }]);
    let wanted = ["DTSTART;TZID=Europe/Berlin:20270105T210000", "DTEND;TZID=Europe/Berlin:20270105T220000"];
    assert_eq!(lines[1..], wanted);
}

#[test]
fn a_feed_is_the_same_text_all_year_long() {
    let at = |now: &str| {
        let (name, refresh) = ("Blackouts".to_owned(), "1h".parse().unwrap());
        Feed { name, now: instant(now), refresh, events: vec![nightly()] }.text()
    };
    assert_eq!(at("2027-01-01T00:00:00Z"), at("2027-12-31T23:59:59Z"));
}
