//! Writes a rule. Whatever the start says is said by the rule too, so that no client has to infer it.

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::blackout::{LocalTime, Zone};
use domain::recurrence::{Every, Ordinal, Recurrence, RecurrenceDraft};

use super::stamp::utc;
use crate::calendar::weekday::code;
use crate::zone::Iana;

const LAST_SECOND: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The rule of a series that was planned to start then.
///
/// It is to stand beside the first of its dates, which need not be the start: RFC 5545 counts what stands beside it
/// as a date in any case.
pub(super) fn rrule(rule: &Recurrence, start: LocalTime, zone: Iana) -> String {
    let draft = rule.draft();
    let day = start.naive().date();
    let how_often = match draft.every {
        Every::Days(every) => often("DAILY", every),
        Every::Weeks(every) => format!("{};WKST=MO;{}", often("WEEKLY", every), weekdays(&draft, day)),
        Every::Months(every) => format!("{};{}", often("MONTHLY", every), day_of_month(&draft, day)),
    };
    match (draft.until, draft.count) {
        (Some(until), _) => format!("{how_often};UNTIL={}", end_of(until, zone)),
        (None, Some(count)) => format!("{how_often};COUNT={count}"),
        (None, None) => how_often,
    }
}

fn often(frequency: &str, every: u32) -> String {
    if every == 1 { format!("FREQ={frequency}") } else { format!("FREQ={frequency};INTERVAL={every}") }
}

fn weekdays(draft: &RecurrenceDraft, start: NaiveDate) -> String {
    let on = draft.weekdays.clone().unwrap_or_else(|| vec![start.weekday().into()]);
    let codes: Vec<&str> = on.into_iter().map(code).collect();
    format!("BYDAY={}", codes.join(","))
}

/// Months that lack the day are skipped by RFC 5545 as by rule 28, and neither counts them.
fn day_of_month(draft: &RecurrenceDraft, start: NaiveDate) -> String {
    match (draft.month_day, draft.nth_weekday) {
        (Some(day), _) => format!("BYMONTHDAY={}", place(day)),
        (None, Some((nth, weekday))) => format!("BYDAY={}{}", place(nth), code(weekday)),
        (None, None) => format!("BYMONTHDAY={}", start.day()),
    }
}

fn place(ordinal: Ordinal) -> i64 {
    match ordinal {
        Ordinal::Number(number) => number.into(),
        Ordinal::Last => -1,
    }
}

/// The last second of the last day: beside a start with a zone RFC 5545 wants an instant, and whatever a client makes
/// of a start in a gap or a doubled hour, that day's comes before it and the next day's after.
fn end_of(last: NaiveDate, zone: Iana) -> String {
    utc(zone.local(last.and_time(LAST_SECOND)).instant())
}
