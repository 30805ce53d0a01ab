//! A recurrence explained in words, for pages and the command line.

use chrono::NaiveDate;

use super::fall::Fall;
use super::rule::{Ends, Pattern};
use super::weekday::Weekdays;
use super::{Ordinal, Recurrence, Weekday};
use crate::blackout::LocalTime;

impl Recurrence {
    /// Explains it for a start: `every 2 weeks on Monday and Thursday at 22:30, until 31 Dec 2027`.
    ///
    /// It opens in lower case and has no full stop, so that it can stand in a sentence; the zone is for whoever
    /// writes that.
    #[must_use]
    pub fn words(&self, start: LocalTime) -> String {
        self.told(start, "")
    }

    /// The same with the zone's name beside the time of day: `every day at 02:00 in Europe/Berlin, 10 times`.
    #[must_use]
    pub fn words_in(&self, start: LocalTime, zone: &str) -> String {
        self.told(start, &format!(" in {zone}"))
    }

    fn told(&self, start: LocalTime, place: &str) -> String {
        let day = start.naive().date();
        let how_often = match self.pattern(day) {
            Pattern::Daily => daily(self.every),
            Pattern::Weekly(on) => weekly(self.every, on),
            Pattern::Monthly(on) => monthly(self.every, on, day),
        };
        let shown = start.words();
        let time = shown.rsplit(' ').next().unwrap_or_default();
        let end = match self.ends {
            Ends::Never => String::new(),
            Ends::Until(date) => format!(", until {}", date.format("%-d %b %Y")),
            Ends::After(1) => ", once".to_owned(),
            Ends::After(count) => format!(", {count} times"),
        };
        format!("{how_often} at {time}{place}{end}")
    }
}

fn daily(every: u16) -> String {
    if every == 1 { "every day".to_owned() } else { format!("every {every} days") }
}

fn weekly(every: u16, on: Weekdays) -> String {
    let names: Vec<&str> = on.days().map(Weekday::words).collect();
    let names = match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    if every == 1 { format!("every {names}") } else { format!("every {every} weeks on {names}") }
}

/// Whole years name their month, which is the start's.
fn monthly(every: u16, on: Fall, start: NaiveDate) -> String {
    let (day, month) = (day(on), start.format("%B"));
    // An nth weekday is not "every second Saturday", which is every other one.
    let often = match (every, on) {
        (1, Fall::Weekday(Ordinal::Last, weekday)) => format!("every last {}", weekday.words()),
        (1, _) if on.may_lack() => return format!("on {day} of every month that has one,"),
        (1, _) => format!("on {day} of every month"),
        (12, _) => format!("every year on {day} of {month}"),
        _ if every.is_multiple_of(12) => format!("every {} years on {day} of {month}", every / 12),
        _ => format!("every {every} months on {day}"),
    };
    if on.may_lack() { format!("{often}, where there is one,") } else { often }
}

fn day(on: Fall) -> String {
    match on {
        Fall::Day(Ordinal::Number(day)) => format!("the {day}{}", suffix(day)),
        Fall::Day(Ordinal::Last) => "the last day".to_owned(),
        Fall::Weekday(nth, weekday) => format!("the {} {}", place(nth), weekday.words()),
    }
}

const fn suffix(day: u32) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

const fn place(nth: Ordinal) -> &'static str {
    match nth {
        Ordinal::Number(1) => "first",
        Ordinal::Number(2) => "second",
        Ordinal::Number(3) => "third",
        Ordinal::Number(_) => "fourth",
        Ordinal::Last => "last",
    }
}
