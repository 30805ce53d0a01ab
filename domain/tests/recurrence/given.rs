//! What the stories begin with.

use chrono::NaiveDate;
use domain::blackout::LocalTime;
use domain::recurrence::{Recurrence, RecurrenceDraft};
use serde_json::Value;

pub fn local(text: &str) -> LocalTime {
    text.parse().unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn draft(rule: Value) -> RecurrenceDraft {
    serde_json::from_value(rule).unwrap()
}

pub fn rule(rule: Value) -> Recurrence {
    serde_json::from_value(rule).unwrap()
}

/// Their days, as the tables have them.
pub fn days(all: impl Iterator<Item = LocalTime>) -> String {
    all.map(|one| one.naive().date().to_string()).collect::<Vec<_>>().join(" ")
}

/// Says that a rule from a day on, at 02:00, begins with these dates.
pub fn comes(from: &str, given: Value, expected: &str) {
    let start = local(&format!("{from}T02:00"));
    let all = rule(given.clone()).dates(start).all_from(start);
    assert_eq!(days(all.take(expected.split(' ').count())), expected, "{given} from {from}");
}
