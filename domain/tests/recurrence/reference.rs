//! The same by looking at every day: slow, and plainly right.

use chrono::{Datelike, Days, NaiveDate};
use domain::blackout::LocalTime;
use domain::recurrence::{Every, Ordinal, RecurrenceDraft, Weekday};

/// Every date of a draft from its start to a last day. Days, weeks and months are counted as they pass.
pub fn walk(draft: &RecurrenceDraft, start: LocalTime, last: NaiveDate) -> Vec<LocalTime> {
    let begin = start.naive().date();
    let (mut days, mut weeks, mut months) = (0_u32, 0_u32, 0_u32);
    let mut found = Vec::new();
    for day in begin.iter_days().take_while(|day| *day <= last) {
        if day > begin {
            days += 1;
            weeks += u32::from(day.weekday() == chrono::Weekday::Mon);
            months += u32::from(day.day() == 1);
        }
        let over = draft.until.is_some_and(|until| day > until);
        if over || draft.count.is_some_and(|count| usize::try_from(count) == Ok(found.len())) {
            break;
        }
        let fits = match draft.every {
            Every::Days(every) => days.is_multiple_of(every),
            Every::Weeks(every) => weeks.is_multiple_of(every) && on_weekday(draft, begin, day),
            Every::Months(every) => months.is_multiple_of(every) && on_month_day(draft, begin, day),
        };
        if fits {
            found.push(day.and_time(start.naive().time()).into());
        }
    }
    found
}

fn on_weekday(draft: &RecurrenceDraft, begin: NaiveDate, day: NaiveDate) -> bool {
    match &draft.weekdays {
        Some(weekdays) => weekdays.contains(&day.weekday().into()),
        None => day.weekday() == begin.weekday(),
    }
}

fn on_month_day(draft: &RecurrenceDraft, begin: NaiveDate, day: NaiveDate) -> bool {
    match (draft.month_day, draft.nth_weekday) {
        (Some(Ordinal::Number(number)), _) => day.day() == number,
        (Some(Ordinal::Last), _) => (day + Days::new(1)).day() == 1,
        (None, Some((nth, weekday))) => {
            let at = match nth {
                Ordinal::Number(nth) => (7 * nth - 6..=7 * nth).contains(&day.day()),
                Ordinal::Last => (day + Days::new(7)).month() != day.month(),
            };
            at && Weekday::from(day.weekday()) == weekday
        }
        (None, None) => day.day() == begin.day(),
    }
}
