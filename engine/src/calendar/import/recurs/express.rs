//! Finds the rule of Lull's that means what an RRULE says.

use chrono::Datelike;
use domain::blackout::LocalTime;
use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};

use super::parts::{Parts, cannot_keep};

type Expressed = Result<RecurrenceDraft, String>;

/// The draft without its end.
///
/// # Errors
/// The part that it cannot keep; it follows the event's name.
pub(super) fn draft(parts: &Parts, start: LocalTime) -> Expressed {
    match parts.frequency.as_str() {
        "DAILY" if parts.days.is_empty() => {
            parts.only(&[])?;
            Ok(RecurrenceDraft::every(Every::Days(parts.interval)))
        }
        // Every day that is one of these is every week on these.
        "DAILY" if parts.interval == 1 => weekly(parts, start),
        "DAILY" => Err(cannot_keep("BYDAY in steps of several days")),
        "WEEKLY" => weekly(parts, start),
        "MONTHLY" => {
            parts.only(&["BYDAY", "BYMONTHDAY", "BYSETPOS"])?;
            monthly(parts, parts.interval)
        }
        "YEARLY" => yearly(parts, start),
        "" => Err("has an RRULE without FREQ: say how often it comes, as in FREQ=WEEKLY".to_owned()),
        "HOURLY" | "MINUTELY" | "SECONDLY" => Err(format!(
            "comes {}: a blackout comes at most once a day, so plan one that is longer",
            parts.frequency.to_ascii_lowercase()
        )),
        _ => Err(cannot_keep("such a FREQ")),
    }
}

fn weekly(parts: &Parts, start: LocalTime) -> Expressed {
    parts.only(&["BYDAY"])?;
    if parts.days.iter().any(|(place, _)| place.is_some()) {
        return Err(cannot_keep("numbered days in steps of weeks"));
    }
    let days: Vec<Weekday> = parts.days.iter().map(|(_, day)| *day).collect();
    if parts.interval > 1 && !weeks_are_alike(&days, parts.week_start, start.naive().weekday().into()) {
        return Err(format!(
            "counts its weeks from {}, which puts its days into other weeks than from Monday: plan an event for each day",
            parts.week_start.words()
        ));
    }
    // In their order and each once, as a rule gives them back.
    let in_order: Vec<Weekday> = Weekday::ALL.into_iter().filter(|day| days.contains(day)).collect();
    let weekdays = Some(in_order).filter(|days| !days.is_empty());
    Ok(RecurrenceDraft { weekdays, ..RecurrenceDraft::every(Every::Weeks(parts.interval)) })
}

/// Whether the days lie as far from the start's in weeks that begin on some day as in those that begin on Monday.
fn weeks_are_alike(days: &[Weekday], begins: Weekday, start: Weekday) -> bool {
    let since = |day: Weekday, begins: Weekday| (7 + day.since_monday() - begins.since_monday()) % 7;
    let apart =
        |day: Weekday, begins: Weekday| i64::from(since(day, begins)) - i64::from(since(start, begins));
    days.iter().all(|day| apart(*day, begins) == apart(*day, Weekday::Mon))
}

/// Steps of months; a year is twelve of them.
fn monthly(parts: &Parts, months: u32) -> Expressed {
    let draft = RecurrenceDraft::every(Every::Months(months));
    match (parts.days.as_slice(), parts.month_days.as_slice(), parts.positions.as_slice()) {
        ([], [], []) => Ok(draft),
        ([], [day], []) => Ok(RecurrenceDraft { month_day: Some(ordinal(*day, "BYMONTHDAY")?), ..draft }),
        ([(Some(place), day)], [], []) | ([(None, day)], [], [place]) => {
            let place = ordinal(*place, "a place in the month")?;
            Ok(RecurrenceDraft { nth_weekday: Some((place, *day)), ..draft })
        }
        _ => Err(cannot_keep("several days of a month")),
    }
}

/// A number from the front; of those from the back, Lull knows the last alone.
fn ordinal(number: i64, what: &str) -> Result<Ordinal, String> {
    match u32::try_from(number) {
        Ok(number) => Ok(Ordinal::Number(number)),
        Err(_) if number == -1 => Ok(Ordinal::Last),
        Err(_) => Err(cannot_keep(&format!("{what} that is counted from the end"))),
    }
}

/// A day of the month in one month of the year, which is the start's.
fn yearly(parts: &Parts, start: LocalTime) -> Expressed {
    parts.only(&["BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"])?;
    match parts.months.as_slice() {
        [] => parts.only(&[]).map_err(|_| cannot_keep("days of the year without a BYMONTH"))?,
        [month] if *month == i64::from(start.naive().month()) => {}
        [_] => return Err("starts in another month than its RRULE says: let it start in that one".to_owned()),
        _ => return Err(cannot_keep("several months")),
    }
    monthly(parts, parts.interval.saturating_mul(12))
}
