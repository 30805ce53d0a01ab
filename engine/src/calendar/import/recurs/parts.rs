//! The parts of an RRULE.

use std::str::FromStr;

use domain::recurrence::Weekday;

use crate::calendar::import::fault::short;
use crate::calendar::weekday::coded;

/// What a rule says. What is not said is empty, or as RFC 5545 has it.
pub(super) struct Parts {
    /// In capitals.
    pub(super) frequency: String,
    pub(super) interval: u32,
    pub(super) count: Option<u32>,
    pub(super) until: Option<String>,
    pub(super) week_start: Weekday,
    /// BYDAY: weekdays, each perhaps with its place in the month or the year.
    pub(super) days: Vec<(Option<i64>, Weekday)>,
    /// BYMONTHDAY.
    pub(super) month_days: Vec<i64>,
    /// BYMONTH.
    pub(super) months: Vec<i64>,
    /// BYSETPOS.
    pub(super) positions: Vec<i64>,
}

impl Parts {
    /// Takes the value of an RRULE apart.
    pub(super) fn parse(value: &str) -> Result<Self, Vec<String>> {
        let mut parts = Self {
            frequency: String::new(),
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            days: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
        };
        let said = value.split(';').map(str::trim).filter(|part| !part.is_empty());
        let faults: Vec<String> = said.filter_map(|part| parts.take(part).err()).take(8).collect();
        if faults.is_empty() { Ok(parts) } else { Err(faults) }
    }

    fn take(&mut self, part: &str) -> Result<(), String> {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let key = key.to_ascii_uppercase();
        let is_read = match key.as_str() {
            "FREQ" => put(&mut self.frequency, Some(value.to_ascii_uppercase())),
            "INTERVAL" => put(&mut self.interval, value.parse().ok()),
            "COUNT" => put(&mut self.count, value.parse().ok().map(Some)),
            "UNTIL" => put(&mut self.until, Some(Some(value.to_owned()))),
            "WKST" => put(&mut self.week_start, coded(value)),
            "BYDAY" => put(&mut self.days, all(value, day)),
            "BYMONTHDAY" => put(&mut self.month_days, all(value, number)),
            "BYMONTH" => put(&mut self.months, all(value, number)),
            "BYSETPOS" => put(&mut self.positions, all(value, number)),
            _ => return Err(cannot_keep(&short(&key))),
        };
        let told =
            || format!("has an RRULE with \"{}\", which says nothing: mend it or leave it out", short(part));
        is_read.then_some(()).ok_or_else(told)
    }

    /// Whether it has no other BY-parts than these.
    ///
    /// # Errors
    /// Words for the first that it has.
    pub(super) fn only(&self, may: &[&str]) -> Result<(), String> {
        let given = [
            ("BYDAY", self.days.is_empty()),
            ("BYMONTHDAY", self.month_days.is_empty()),
            ("BYMONTH", self.months.is_empty()),
            ("BYSETPOS", self.positions.is_empty()),
        ];
        let other = given.into_iter().find(|(part, is_empty)| !is_empty && !may.contains(part));
        other.map_or(Ok(()), |(part, _)| Err(cannot_keep(&format!("{part} in steps of {}", self.frequency))))
    }
}

/// What is told of a part that no rule of Lull's has.
pub(super) fn cannot_keep(part: &str) -> String {
    format!("has an RRULE with {part}, which Lull cannot keep: plan it as several events without")
}

/// Puts a value into its place, if there is one.
fn put<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

fn all<T>(list: &str, one: fn(&str) -> Option<T>) -> Option<Vec<T>> {
    list.split(',').map(|text| one(text.trim())).collect()
}

fn number(text: &str) -> Option<i64> {
    i64::from_str(text).ok()
}

/// `MO`, `1MO` or `-1MO`.
fn day(text: &str) -> Option<(Option<i64>, Weekday)> {
    let (place, letters) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let place = if place.is_empty() { None } else { Some(number(place)?) };
    Some((place, coded(letters)?))
}
