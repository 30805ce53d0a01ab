//! Calendars as others write them.

use domain::blackout::Length;
use domain::recurrence::{Every, RecurrenceDraft, Weekday};

use super::given::{calendar, elapsed, import, local, until, zone};
use crate::calendar::{Found, Import};

fn only(lines: &str) -> Found {
    let Import { mut found, faults, cancelled } = import(&calendar(lines));
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!((found.len(), cancelled), (1, 0));
    found.remove(0)
}

/// The zone, the start and the length of an event with these lines.
fn times(lines: &str) -> (&'static str, String, Length) {
    let found = only(&format!("BEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\n"));
    (found.zone.name(), found.start.to_string(), found.length)
}

#[test]
fn an_event_of_outlooks_is_read_with_its_alarm_left_aside() {
    let found = only(
        "METHOD:PUBLISH\nBEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\n\
         TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
         END:VTIMEZONE\nBEGIN:VEVENT\nDESCRIPTION:Patching\\, then a restart\\nsee C:\\\\patch\n\
         RRULE:FREQ=WEEKLY;UNTIL=20270401T180000Z;INTERVAL=2;BYDAY=TU;WKST=MO\nUID:0400000082\n\
         SUMMARY;LANGUAGE=en-us:Patch night for all of the servers in the first hall an\n d the second\n\
         DTSTART;TZID=\"W. Europe Standard Time\":20270105T200000\nDTEND;TZID=W. Europe Standard Time:20270105T230000\n\
         EXDATE;TZID=W. Europe Standard Time:20270202T200000,20270216T200000\nCLASS:PUBLIC\nX-ODD;X=\"a:b;c\":d\n\
         BEGIN:VALARM\nDESCRIPTION:REMINDER\nTRIGGER:-PT15M\nEND:VALARM\nEND:VEVENT\n",
    );
    assert_eq!(found.uid.as_deref(), Some("0400000082"));
    assert_eq!(found.name, "Patch night for all of the servers in the first hall and the second");
    assert_eq!(found.message.as_deref(), Some("Patching, then a restart\nsee C:\\patch"));
    assert_eq!((found.zone, found.start), (zone("Europe/Berlin"), local("2027-01-05T20:00")));
    assert_eq!(found.length, until("2027-01-05T23:00"));
    let rule = RecurrenceDraft {
        weekdays: Some(vec![Weekday::Tue]),
        until: Some("2027-04-01".parse().unwrap()),
        ..RecurrenceDraft::every(Every::Weeks(2))
    };
    assert_eq!(found.recurrence, Some(rule));
    assert_eq!(found.cancelled, [local("2027-02-02T20:00"), local("2027-02-16T20:00")]);
}

#[test]
fn times_are_where_they_say_they_are() {
    for (lines, wanted) in [
        (
            "DTSTART:20270601T200000Z\nDTEND:20270601T220000Z",
            ("UTC", "2027-06-01T20:00", until("2027-06-01T22:00")),
        ),
        ("DTSTART:20270601T200000\nDURATION:PT90M", ("Europe/Berlin", "2027-06-01T20:00", elapsed("90m"))),
        (
            "DTSTART;VALUE=DATE:20270601\nDTEND;VALUE=DATE:20270603",
            ("Europe/Berlin", "2027-06-01T00:00", until("2027-06-03T00:00")),
        ),
        ("DTSTART;VALUE=DATE:20270601", ("Europe/Berlin", "2027-06-01T00:00", until("2027-06-02T00:00"))),
        (
            "DTSTART;VALUE=DATE:20270327\nDURATION:P2D",
            ("Europe/Berlin", "2027-03-27T00:00", until("2027-03-29T00:00")),
        ),
        (
            "DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20270601T200000\nDURATION:P1W",
            ("America/New_York", "2027-06-01T20:00", until("2027-06-08T20:00")),
        ),
        (
            "DTSTART;TZID=Pacific Standard Time:20270601T200000\nDURATION:PT2H",
            ("America/Los_Angeles", "2027-06-01T20:00", elapsed("2h")),
        ),
        // An end in another zone is told on the wall of the start's.
        (
            "DTSTART;TZID=Europe/Berlin:20270601T200000\nDTEND:20270601T200000Z",
            ("Europe/Berlin", "2027-06-01T20:00", until("2027-06-01T22:00")),
        ),
        // The second of a doubled hour cannot be told there.
        (
            "DTSTART;TZID=Europe/Berlin:20271031T010000\nDTEND:20271031T013000Z",
            ("Europe/Berlin", "2027-10-31T01:00", elapsed("2h30m")),
        ),
    ] {
        let (zone, start, length) = times(lines);
        assert_eq!((zone, start.as_str(), length), wanted, "{lines}");
    }
}

#[test]
fn a_zone_of_somebodys_own_may_say_where_it_is() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Head office\nX-LIC-LOCATION:Asia/Tokyo\nBEGIN:STANDARD\nTZNAME:JST\nEND:STANDARD\nEND:VTIMEZONE\n";
    let event =
        "BEGIN:VEVENT\nSUMMARY:x\nDTSTART;TZID=Head office:20270601T200000\nDURATION:PT2H\nEND:VEVENT\n";
    // The order of a calendar's parts means nothing.
    for text in [format!("{zone}{event}"), format!("{event}{zone}")] {
        assert_eq!(only(&text).zone.name(), "Asia/Tokyo");
    }
}

const SERIES: &str = "BEGIN:VEVENT\nUID:1\nSUMMARY:Nightly\nDTSTART;TZID=Europe/Berlin:20270104T220000\nDURATION:PT2H\n\
                      RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20270105\nEXDATE:20270106T210000Z\nEXDATE:20270107T000000Z\nEND:VEVENT\n";

#[test]
fn changes_of_single_dates_join_their_series_wherever_they_stand() {
    let change = |id: &str, more: &str| {
        format!("BEGIN:VEVENT\nUID:1\nSUMMARY:Moved\nRECURRENCE-ID{id}\n{more}\nEND:VEVENT\n")
    };
    let moved = change(":20270109T210000Z", "DTSTART:20270110T080000Z\nDTEND:20270110T090000Z");
    let cancelled =
        change(";TZID=Europe/Berlin:20270110T220000", "STATUS:CANCELLED\nDTSTART:20270110T210000Z");
    let found = only(&format!("{moved}{SERIES}{cancelled}"));
    // The one in UTC is the same instant; the other one excludes nothing, as no date is at that time.
    let keys = ["2027-01-05T22:00", "2027-01-06T22:00", "2027-01-10T22:00"].map(local);
    assert_eq!(found.cancelled, keys);
    let [moved] = found.changed.as_slice() else { panic!("{:?}", found.changed) };
    assert_eq!((moved.key, moved.name.as_str()), (local("2027-01-09T22:00"), "Moved"));
    assert_eq!((moved.zone, moved.start), (zone("Europe/Berlin"), local("2027-01-10T09:00")));
    assert_eq!(moved.length, until("2027-01-10T10:00"));
}

#[test]
fn what_the_calendar_says_is_cancelled_is_counted_with_all_its_dates() {
    let cancelled = SERIES.replace("RRULE", "STATUS:CANCELLED\nRRULE");
    let change = "BEGIN:VEVENT\nUID:1\nSUMMARY:Moved\nRECURRENCE-ID:20270109T210000Z\nDTSTART:20270110T080000Z\nDURATION:PT1H\nEND:VEVENT\n";
    let import = import(&calendar(&format!("{change}{cancelled}")));
    assert_eq!(import, Import { cancelled: 1, ..Import::default() });
}

#[test]
fn a_date_whose_series_is_elsewhere_is_an_event_by_itself() {
    let found = only(
        "BEGIN:VEVENT\nUID:1\nSUMMARY:Moved\nRECURRENCE-ID:20270109T210000Z\nDTSTART:20270110T080000Z\nDURATION:PT1H\nEND:VEVENT\n",
    );
    assert_eq!((found.start, found.recurrence), (local("2027-01-10T08:00"), None));
}

#[test]
fn lines_may_end_and_be_folded_as_few_would_write_them() {
    let text = calendar("BEGIN:VEVENT\nSUMMARY:Größe\nDTSTART:20270601T200000Z\nDURATION:PT2H\nEND:VEVENT\n");
    let name = |bytes: &[u8]| crate::calendar::read(bytes, None).unwrap().found[0].name.clone();
    assert_eq!(name(text.replace("\r\n", "\n").as_bytes()), "Größe");
    assert_eq!(name(format!("\u{feff}{text}\r\n\r\n").as_bytes()), "Größe");
    // Within the two bytes of a letter, and with a tab.
    let at = text.find('ö').unwrap() + 1;
    let folded = [&text.as_bytes()[..at], b"\r\n\t", &text.as_bytes()[at..]].concat();
    assert_eq!(name(&folded), "Größe");
}
