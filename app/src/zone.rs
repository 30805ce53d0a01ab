//! The viewer's time zone (rule 45), and times written in it.
//!
//! The server looks zones up; what it found for the years around now goes to the browser as a small table, so
//! that both write the same text with the same code and the browser carries no zone data. An instant outside
//! the table is written in UTC, and says so.

#[cfg(feature = "ssr")]
pub mod lookup;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One stretch of time in which a zone's offset and its short name stay the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first second, in UTC since 1970.
    pub from: i64,
    /// Local time less UTC, in seconds.
    pub offset: i32,
    /// The short name: `CET`, `UTC+04:00`.
    pub label: String,
}

/// A zone for the years around now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Zone {
    /// The IANA name: `Europe/Berlin`.
    pub name: String,
    /// In order; the first begins where the table begins.
    pub stretches: Vec<Stretch>,
    /// The table's end, in seconds of UTC since 1970.
    pub until: i64,
}

/// An instant as a clock on the wall of the zone shows it.
struct Wall {
    at: DateTime<Utc>,
    label: String,
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Zone {
    /// UTC, for ever.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), stretches: Vec::new(), until: i64::MIN }
    }

    /// The stretch that an instant falls into; none outside the table.
    fn stretch(&self, at: Timestamp) -> Option<&Stretch> {
        let second = at.micros().div_euclid(1_000_000);
        self.stretches.iter().rev().find(|stretch| stretch.from <= second).filter(|_| second < self.until)
    }

    fn wall(&self, at: Timestamp) -> Wall {
        let utc = at.to_chrono();
        self.stretch(at).map_or_else(
            || Wall { at: utc, label: "UTC".to_owned() },
            |stretch| Wall {
                at: utc + TimeDelta::seconds(i64::from(stretch.offset)),
                label: stretch.label.clone(),
            },
        )
    }

    /// The short name in force at an instant: `CET`.
    #[must_use]
    pub fn label(&self, at: Timestamp) -> String {
        self.wall(at).label
    }

    /// As short as it may be: `02:00 CET` on the day of `now`, else `5 Dec, 02:00 CET`, else with the year.
    #[must_use]
    pub fn short(&self, at: Timestamp, now: Timestamp) -> String {
        let (wall, today) = (self.wall(at), self.wall(now));
        let time = format!("{} {}", wall.time(), wall.label);
        if wall.at.date_naive() == today.at.date_naive() {
            time
        } else if wall.at.year() == today.at.year() {
            format!("{}, {time}", wall.day())
        } else {
            format!("{} {}, {time}", wall.day(), wall.at.year())
        }
    }

    /// Whole: `Sat 5 Dec 2026, 02:00:13 CET (Europe/Berlin)`.
    #[must_use]
    pub fn exact(&self, at: Timestamp) -> String {
        let wall = self.wall(at);
        let place = if wall.label == self.name || wall.label == "UTC" {
            String::new()
        } else {
            format!(" ({})", self.name)
        };
        format!("{}, {}:{:02} {}{place}", wall.date(), wall.time(), wall.at.second(), wall.label)
    }

    /// With its day: `Sat 5 Dec 2026, 02:00 CET`.
    #[must_use]
    pub fn dated(&self, at: Timestamp) -> String {
        let wall = self.wall(at);
        format!("{}, {} {}", wall.date(), wall.time(), wall.label)
    }

    /// From one to another, with what both share said once: `Sat 5 Dec 2026, 02:00 to 03:30 CET`.
    #[must_use]
    pub fn from_to(&self, from: Timestamp, to: Timestamp) -> String {
        let (first, last) = (self.wall(from), self.wall(to));
        if first.date() == last.date() && first.label == last.label {
            format!("{}, {} to {} {}", first.date(), first.time(), last.time(), last.label)
        } else {
            format!("{} to {}", self.dated(from), self.dated(to))
        }
    }

    /// Hours and minutes alone, for the marks of an axis whose zone is named beside it.
    #[must_use]
    pub fn mark(&self, at: Timestamp) -> String {
        self.wall(at).time()
    }

    /// Seconds since local midnight, for placing the marks of an axis.
    #[must_use]
    pub fn second_of_day(&self, at: Timestamp) -> i64 {
        i64::from(self.wall(at).at.num_seconds_from_midnight())
    }

    /// What an `<input type="datetime-local">` holds: `2026-12-05T02:00`.
    #[must_use]
    pub fn input(&self, at: Timestamp) -> String {
        let wall = self.wall(at).at;
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}",
            wall.year(),
            wall.month(),
            wall.day(),
            wall.hour(),
            wall.minute()
        )
    }
}

impl Wall {
    /// `02:00`.
    fn time(&self) -> String {
        format!("{:02}:{:02}", self.at.hour(), self.at.minute())
    }

    /// `Sat 5 Dec 2026`.
    fn date(&self) -> String {
        let weekday = WEEKDAYS.get(self.at.weekday().num_days_from_monday() as usize);
        format!("{} {} {}", weekday.copied().unwrap_or_default(), self.day(), self.at.year())
    }

    fn day(&self) -> String {
        format!("{} {}", self.at.day(), MONTHS.get(self.at.month0() as usize).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        let stretch = |from, offset, label: &str| Stretch { from, offset, label: label.to_owned() };
        Zone {
            name: "Europe/Berlin".to_owned(),
            stretches: vec![
                stretch(1_700_000_000, 3_600, "CET"),
                stretch(1_774_746_000, 7_200, "CEST"),
                stretch(1_792_890_000, 3_600, "CET"),
            ],
            until: 1_800_000_000,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_names_its_zone_and_leaves_out_what_goes_without_saying() {
        let now = at("2026-12-05T08:00:00Z");
        let said = ["2026-12-05T01:00:00Z", "2026-07-01T01:00:00Z", "2025-12-05T01:00:00Z"]
            .map(|text| berlin().short(at(text), now));
        assert_eq!(said, ["02:00 CET", "1 Jul, 03:00 CEST", "5 Dec 2025, 02:00 CET"]);
        assert_eq!(
            berlin().exact(at("2026-12-05T01:00:13Z")),
            "Sat 5 Dec 2026, 02:00:13 CET (Europe/Berlin)"
        );
    }

    #[test]
    fn a_window_says_once_what_both_ends_share() {
        let said = |from, to| berlin().from_to(at(from), at(to));
        assert_eq!(
            said("2026-12-05T01:00:00Z", "2026-12-05T02:30:00Z"),
            "Sat 5 Dec 2026, 02:00 to 03:30 CET"
        );
        assert_eq!(
            said("2026-12-05T22:00:00Z", "2026-12-05T23:30:00Z"),
            "Sat 5 Dec 2026, 23:00 CET to Sun 6 Dec 2026, 00:30 CET"
        );
        assert_eq!(
            said("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            "Sun 29 Mar 2026, 01:30 CET to Sun 29 Mar 2026, 03:30 CEST"
        );
    }

    #[test]
    fn outside_the_table_it_is_utc_and_says_so() {
        let far = at("2036-07-01T01:00:00Z");
        assert_eq!(berlin().exact(far), "Tue 1 Jul 2036, 01:00:00 UTC");
        assert_eq!(Zone::utc().short(far, far), "01:00 UTC");
    }

    #[test]
    fn an_input_holds_local_time() {
        assert_eq!(berlin().input(at("2026-12-05T01:00:13Z")), "2026-12-05T02:00");
    }
}
