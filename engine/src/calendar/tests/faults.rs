//! What is refused, and with which words.

use super::given::{calendar, calendar_of, import, local, zone};
use crate::calendar::{Import, read};

/// What is told of a calendar with one event that has these lines.
fn told(lines: &str) -> Vec<String> {
    let import = import(&calendar_of(lines));
    assert!(import.found.is_empty(), "{lines}");
    import.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_rule_that_lull_cannot_keep_is_told_with_its_part_and_its_line() {
    let cannot = |part: &str| {
        format!("has an RRULE with {part}, which Lull cannot keep: plan it as several events without")
    };
    for (rule, words) in [
        ("FREQ=DAILY;BYHOUR=2,14", cannot("BYHOUR")),
        ("FREQ=WEEKLY;BYMONTH=1", cannot("BYMONTH in steps of WEEKLY")),
        ("FREQ=MONTHLY;BYMONTHDAY=4,18", cannot("several days of a month")),
        ("FREQ=MONTHLY;BYMONTHDAY=-2", cannot("BYMONTHDAY that is counted from the end")),
        ("FREQ=YEARLY;BYDAY=1MO", cannot("days of the year without a BYMONTH")),
        ("FREQ=YEARLY;BYWEEKNO=20", cannot("BYWEEKNO")),
        ("FREQ=HOURLY", "comes hourly: a blackout comes at most once a day, so plan one that is longer".into()),
        ("INTERVAL=2", "has an RRULE without FREQ: say how often it comes, as in FREQ=WEEKLY".into()),
        ("FREQ=DAILY;COUNT=many", "has an RRULE with \"COUNT=many\", which says nothing: mend it or leave it out".into()),
        (
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SU",
            "counts its weeks from Sunday, which puts its days into other weeks than from Monday: plan an event for each day".into(),
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU",
            "starts on a day that its RRULE does not fall on: let it start at 2027-01-05 22:00".into(),
        ),
        (
            "FREQ=DAILY;UNTIL=20260101",
            "has an RRULE that never comes: end it after its start, and give it a day that its months have".into(),
        ),
        (
            "FREQ=DAILY;UNTIL=tomorrow",
            "has an UNTIL of \"tomorrow\", which is no day and no time of the years 1970 to 2199: write it like 20271231T220000".into(),
        ),
        (
            "FREQ=MONTHLY;BYDAY=5MO",
            "has an RRULE that Lull cannot keep: recurrence.nth_weekday is not in every month: write 1 to 4, or \"last\"".into(),
        ),
    ] {
        let told = told(&format!("DURATION:PT1H\nRRULE:{rule}"));
        assert_eq!(told, [format!("line 7: \"Nightly\" {words}")], "{rule}");
    }
}

#[test]
fn an_event_that_cannot_become_a_blackout_says_why_and_what_to_do() {
    for (lines, words) in [
        ("RRULE:FREQ=DAILY", "line 3: \"Nightly\" has no length: give it a DTEND or a DURATION"),
        (
            "DURATION:PT0S",
            "line 6: \"Nightly\" has a DURATION of \"PT0S\", which is no length of time: write it like PT2H30M",
        ),
        (
            "DTEND;TZID=Europe/Berlin:20270104T220000",
            "line 6: \"Nightly\" does not end after its start: give it a later DTEND",
        ),
        (
            "DTEND;VALUE=DATE:20270105",
            "line 6: \"Nightly\" has a day and a time for its two ends: make both days or both times",
        ),
        (
            "DTEND:20270105T000000Z\nDURATION:PT1H",
            "line 7: \"Nightly\" has a DURATION beside its DTEND: leave out one of the two",
        ),
        (
            "DTEND;TZID=Romulus:20270105T000000",
            "line 6: \"Nightly\" is in \"Romulus\", which is no zone that Lull knows: give its TZID an IANA name like Europe/Berlin",
        ),
        (
            "DURATION:PT1H\nRDATE:20270110T210000Z",
            "line 7: \"Nightly\" has dates beside its rule (RDATE): plan an event of its own for each",
        ),
        (
            "DURATION PT1H",
            "line 6: \"Nightly\" has a line that has no colon: write it like SUMMARY:Index rebuild",
        ),
    ] {
        assert_eq!(told(lines), [words], "{lines}");
    }
}

#[test]
fn all_faults_of_all_events_are_told_and_the_rest_is_read() {
    let good = "BEGIN:VEVENT\nUID:good\nSUMMARY:Good\nDTSTART:20270601T200000Z\nDURATION:PT2H\nEND:VEVENT\n";
    let bad = "BEGIN:VEVENT\nUID:bad\nDTSTART:20270601T20\nEND:VEVENT\n";
    let change = "BEGIN:VEVENT\nUID:good\nSUMMARY:Moved\nRECURRENCE-ID:20270601T200000Z\nDTSTART:20270602T200000Z\nDURATION:PT2H\nEND:VEVENT\n";
    let import = import(&calendar(&format!("{bad}{good}{change}")));
    let told: Vec<String> = import.faults.iter().map(ToString::to_string).collect();
    let wanted = [
        "line 3: \"bad\" has no SUMMARY: give it a name that people will know it by",
        "line 5: \"bad\" has a DTSTART of \"20270601T20\", which is no day and no time of the years 1970 to 2199: \
         write it like 20271231T220000",
        "line 16: \"Moved\" changes what is no date of its series: take out its RECURRENCE-ID and give it another UID",
    ];
    assert_eq!(told, wanted);
    assert_eq!(import.found.len(), 1);
    assert_eq!((import.found[0].line, import.found[0].start), (7, local("2027-06-01T20:00")));
}

#[test]
fn days_and_times_without_a_zone_ask_for_one() {
    for (lines, words) in [
        ("DTSTART;VALUE=DATE:20270601", "line 5: \"x\" takes whole days: say which zone they are in"),
        (
            "DTSTART:20270601T200000\nDURATION:PT1H",
            "line 5: \"x\" has times without a zone: say which zone they are in",
        ),
    ] {
        let text = calendar(&format!("BEGIN:VEVENT\nSUMMARY:x\n{lines}\nEND:VEVENT\n"));
        assert_eq!(read(text.as_bytes(), None).unwrap().faults[0].to_string(), words);
        assert_eq!(
            read(text.as_bytes(), Some(zone("Asia/Tokyo"))).unwrap().found[0].zone.name(),
            "Asia/Tokyo"
        );
    }
}

#[test]
fn a_text_that_is_no_whole_calendar_is_refused() {
    for (text, words) in [
        ("", "line 1: the calendar is none: an iCalendar text begins with BEGIN:VCALENDAR"),
        (
            "<!doctype html>\n<p>Log in",
            "line 1: the calendar is none: an iCalendar text begins with BEGIN:VCALENDAR",
        ),
        (
            "BEGIN:VCARD\nEND:VCARD",
            "line 1: the calendar is none: an iCalendar text begins with BEGIN:VCALENDAR",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n",
            "line 2: the calendar ends without END:VEVENT: it was cut off, so get it anew",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "line 3: the calendar has an END:VCALENDAR where the VEVENT of line 2 should end: it was damaged, so get it anew",
        ),
    ] {
        assert_eq!(read(text.as_bytes(), None).unwrap_err().to_string(), words, "{text}");
    }
    assert_eq!(read(calendar("").as_bytes(), None).unwrap(), Import::default());
}
