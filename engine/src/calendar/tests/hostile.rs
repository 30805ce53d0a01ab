//! Texts that nobody means well with: every one is answered, in bounded time, and none ends the process.

use domain::recurrence::Every;
use proptest::prelude::*;

use super::given::{calendar, calendar_of, elapsed, event, every, feed, import, local, zone};
use crate::calendar::{Event, MAX_CALENDAR_BYTES, MOST_EVENTS, read};

/// What is told is told with a place and with words.
fn is_answered(text: &[u8]) -> Result<(), TestCaseError> {
    for floating in [None, Some(zone("Europe/Berlin"))] {
        match read(text, floating) {
            Ok(import) => {
                for fault in import.faults {
                    prop_assert!(fault.line > 0 && !fault.told.is_empty(), "{fault:?}");
                }
            }
            Err(fault) => prop_assert!(fault.line > 0 && !fault.told.is_empty(), "{fault:?}"),
        }
    }
    Ok(())
}

/// Lines that mean something, in any order and with anything in them.
fn lines() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        "[0-9TZ;,:=+\\-]{0,20}",
        "20[0-9]{6}T[0-9]{6}Z?",
        "(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS)=[-0-9A-Z,]{0,12}",
        "FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(INTERVAL|COUNT|BYMONTHDAY|BYSETPOS|UNTIL)=-?[0-9]{1,12}",
        "P[0-9]{0,19}[WDTHMS][0-9]{0,19}[HMS]?",
        "(VEVENT|VTIMEZONE|VALARM|VCALENDAR)",
        "\\PC{0,40}",
    ];
    let name = prop_oneof![
        4 => "(DTSTART|DTEND|DURATION|RRULE|EXDATE|RECURRENCE-ID|STATUS|UID|SUMMARY|TZID|X-LIC-LOCATION)",
        1 => "(BEGIN|END)",
        1 => "[A-Z;=\"-]{0,12}",
    ];
    let param = prop_oneof![3 => Just(String::new()), 1 => "(;TZID=[A-Za-z/ \"]{0,20}|;VALUE=DATE|;RANGE=x)"];
    let line = (name, param, value).prop_map(|(name, param, value)| format!("{name}{param}:{value}\n"));
    prop::collection::vec(line, 0..30).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        is_answered(&bytes)?;
        is_answered(&[b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn any_lines_in_an_event_are_answered(lines in lines()) {
        is_answered(calendar(&format!("BEGIN:VEVENT\nSUMMARY:x\n{lines}END:VEVENT\n")).as_bytes())?;
        is_answered(calendar(&lines).as_bytes())?;
    }

    #[test]
    fn a_damaged_feed_is_answered(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let series = Event { recurrence: Some(every(Every::Days(1))), ..event("2027-03-26T02:30", elapsed("2h")) };
        let mut text = feed(vec![series]).into_bytes();
        for (place, byte) in places {
            let at = place.index(text.len());
            text[at] = byte;
        }
        is_answered(&text)?;
    }
}

#[test]
fn nesting_is_no_call_depth() {
    let deep = "BEGIN:VCALENDAR\n".repeat(MAX_CALENDAR_BYTES / 16);
    let fault = read(deep.as_bytes(), None).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "line 17: the calendar is nested too deep: a calendar has events, and they alarms"
    );
}

#[test]
fn a_calendar_that_is_too_large_is_refused_as_a_whole() {
    let long = format!("BEGIN:VCALENDAR\nX:{}", "x".repeat(MAX_CALENDAR_BYTES));
    assert!(read(long.as_bytes(), None).unwrap_err().told.contains("1048576 bytes"));
    let one = "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20270601T200000Z\nDURATION:PT2H\nEND:VEVENT\n";
    assert_eq!(read(calendar(&one.repeat(MOST_EVENTS)).as_bytes(), None).unwrap().found.len(), MOST_EVENTS);
    let fault = read(calendar(&one.repeat(MOST_EVENTS + 1)).as_bytes(), None).unwrap_err();
    assert_eq!((fault.line, fault.told.contains("1000 events")), (3 + 5 * 1_000, true));
}

#[test]
fn a_calendar_of_nothing_but_exceptions_is_read() {
    let dates = "20270104T220000,".repeat(60_000);
    let lines = format!(
        "DURATION:PT1H\nRRULE:FREQ=MONTHLY;BYMONTHDAY=4;COUNT=10000\nEXDATE:{}",
        dates.trim_end_matches(',')
    );
    let import = import(&calendar_of(&lines));
    assert_eq!(import.found[0].cancelled, [local("2027-01-04T22:00")]);
}
