//! Rules as they are written and read.

use domain::recurrence::{Every, Ordinal, Recurrence, RecurrenceDraft, Weekday};

use super::given::{calendar_of, elapsed, event, import, told};
use crate::calendar::Event;

fn weekly(every: u32, on: &[Weekday]) -> RecurrenceDraft {
    RecurrenceDraft { weekdays: Some(on.to_vec()), ..RecurrenceDraft::every(Every::Weeks(every)) }
}

fn monthly(every: u32, day: Ordinal) -> RecurrenceDraft {
    RecurrenceDraft { month_day: Some(day), ..RecurrenceDraft::every(Every::Months(every)) }
}

fn nth(every: u32, nth: Ordinal, weekday: Weekday) -> RecurrenceDraft {
    RecurrenceDraft { nth_weekday: Some((nth, weekday)), ..RecurrenceDraft::every(Every::Months(every)) }
}

/// The line of a series from Monday, 4 January 2027 on, 22:00 in Berlin.
fn written(draft: RecurrenceDraft) -> String {
    let recurrence = Some(Recurrence::try_from(draft).unwrap());
    let lines = told(vec![Event { recurrence, ..event("2027-01-04T22:00", elapsed("2h")) }]);
    lines.into_iter().find(|line| line.starts_with("RRULE:")).unwrap()
}

#[test]
fn a_rule_says_all_that_its_start_says() {
    let (until, count) = (Some("2027-07-01".parse().unwrap()), Some(12));
    let (days, weeks, months) = (Every::Days(3), Every::Weeks(1), Every::Months(1));
    for (draft, line) in [
        (RecurrenceDraft::every(days), "FREQ=DAILY;INTERVAL=3"),
        (RecurrenceDraft::every(weeks), "FREQ=WEEKLY;WKST=MO;BYDAY=MO"),
        (weekly(2, &[Weekday::Sun, Weekday::Mon]), "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO,SU"),
        (RecurrenceDraft::every(months), "FREQ=MONTHLY;BYMONTHDAY=4"),
        (monthly(1, Ordinal::Last), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (monthly(12, Ordinal::Number(31)), "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31"),
        (nth(3, Ordinal::Number(2), Weekday::Tue), "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU"),
        (nth(1, Ordinal::Last, Weekday::Fri), "FREQ=MONTHLY;BYDAY=-1FR"),
        (RecurrenceDraft { count, ..RecurrenceDraft::every(days) }, "FREQ=DAILY;INTERVAL=3;COUNT=12"),
        // The end of the day in Berlin, where it is summer.
        (
            RecurrenceDraft { until, ..RecurrenceDraft::every(days) },
            "FREQ=DAILY;INTERVAL=3;UNTIL=20270701T215959Z",
        ),
    ] {
        assert_eq!(written(draft), format!("RRULE:{line}"));
    }
}

#[test]
fn rules_are_read_in_all_their_spellings() {
    let until = |day: &str, draft| RecurrenceDraft { until: Some(day.parse().unwrap()), ..draft };
    let (daily, mondays) = (RecurrenceDraft::every(Every::Days(1)), weekly(1, &[Weekday::Mon]));
    for (line, draft) in [
        ("freq=daily", daily.clone()),
        (
            "FREQ=DAILY;INTERVAL=2;COUNT=9",
            RecurrenceDraft { count: Some(9), ..RecurrenceDraft::every(Every::Days(2)) },
        ),
        ("FREQ=DAILY;BYDAY=FR,MO", weekly(1, &[Weekday::Mon, Weekday::Fri])),
        ("FREQ=WEEKLY", RecurrenceDraft::every(Every::Weeks(1))),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=MO", mondays.clone()),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,SA", weekly(2, &[Weekday::Mon, Weekday::Sat])),
        ("FREQ=MONTHLY", RecurrenceDraft::every(Every::Months(1))),
        ("FREQ=MONTHLY;BYMONTHDAY=4", monthly(1, Ordinal::Number(4))),
        ("FREQ=MONTHLY;BYDAY=+1MO", nth(1, Ordinal::Number(1), Weekday::Mon)),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", nth(1, Ordinal::Number(1), Weekday::Mon)),
        ("FREQ=YEARLY", RecurrenceDraft::every(Every::Months(12))),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYMONTHDAY=4", monthly(24, Ordinal::Number(4))),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=1MO", nth(12, Ordinal::Number(1), Weekday::Mon)),
        // 22:00 in Berlin in winter is 21:00 in UTC.
        ("FREQ=DAILY;UNTIL=20270131T210000Z", until("2027-01-31", daily.clone())),
        ("FREQ=DAILY;UNTIL=20270131T205959Z", until("2027-01-30", daily.clone())),
        ("FREQ=DAILY;UNTIL=20270131", until("2027-01-31", daily.clone())),
        ("FREQ=DAILY;UNTIL=20270131T235959", until("2027-01-31", daily.clone())),
        ("FREQ=DAILY;UNTIL=20270131T000000", until("2027-01-30", daily)),
    ] {
        let import = import(&calendar_of(&format!("DURATION:PT1H\nRRULE:{line}")));
        assert!(import.faults.is_empty(), "{line}: {:?}", import.faults);
        assert_eq!(import.found[0].recurrence, Some(draft), "{line}");
    }
}
