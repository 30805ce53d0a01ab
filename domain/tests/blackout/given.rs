//! What the stories begin with.

use domain::blackout::{AtEnd, BlackoutDraft};
use domain::permission::Person;
use domain::time::Timestamp;

use super::places::instant;

/// 2026-12-05 02:00 to 04:00 in Berlin, which is 01:00 to 03:00 in UTC.
pub fn draft() -> BlackoutDraft {
    serde_json::from_value(serde_json::json!({
        "name": "Index rebuild", "start": "2026-12-05T02:00", "zone": "Europe/Berlin", "duration": "2h",
    }))
    .unwrap()
}

pub fn confirmed(draft: BlackoutDraft) -> BlackoutDraft {
    BlackoutDraft { at_end: AtEnd::Confirm, hard_maximum: Some("3h".parse().unwrap()), ..draft }
}

pub fn ada() -> Person {
    Person::system("ada")
}

/// An instant of December 2026 in UTC: `05 01:00`.
pub fn december(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap();
    let seconds = if time.len() == 5 { ":00" } else { "" };
    instant(&format!("2026-12-{day}T{time}{seconds}Z"))
}
