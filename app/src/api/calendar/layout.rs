//! Days, and what lies where on them.

mod pieces;

use chrono::{Datelike, NaiveDate, Timelike};
use domain::blackout::{Blackout, HitRequest, Zone as _};
use domain::calendar::{self, Planned, View};
use domain::time::Timestamp;
use engine::zone::Iana;

use super::{Calendar, Day, Entry, MOST, Mark, Marks, Year};
use crate::zone::{Zone, lookup};

/// The years that the calendar has.
const YEARS: std::ops::Range<i32> = 1971..2190;

/// What is looked at: the days of a view.
pub(super) struct Frame {
    view: View,
    /// The chosen date.
    pub(super) date: NaiveDate,
    zone: Iana,
    now: Timestamp,
    days: Vec<calendar::Day>,
    /// What writes times.
    clock: Zone,
}

impl Frame {
    /// The days of a view around a date, `2026-11-25`; around today when it is none.
    pub(super) fn of(view: View, day: &str, zone: Iana, now: Timestamp) -> Self {
        let asked = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
        let asked = asked.filter(|date| YEARS.contains(&date.year()));
        let date = asked.unwrap_or_else(|| zone.wall(now).date());
        let days: Vec<_> = view.dates(date).into_iter().map(|date| calendar::Day::of(date, &zone)).collect();
        let around = days.first().map_or(now, |day| day.from);
        let clock = lookup::zone(zone.name(), around).unwrap_or_else(Zone::utc);
        Self { view, date, zone, now, days, clock }
    }

    /// From its first instant to its last.
    pub(super) fn span(&self) -> (Timestamp, Timestamp) {
        match (self.days.first(), self.days.last()) {
            (Some(first), Some(last)) => (first.from, last.to),
            (None, _) | (_, None) => (self.now, self.now),
        }
    }

    /// Puts everything in its place.
    pub(super) fn lay_out(self, planned: Planned, year: Year) -> Calendar {
        let Planned { mut blackouts, scheduled, refused } = planned;
        let more = blackouts.len().saturating_sub(MOST);
        blackouts.truncate(MOST);
        let mut days: Vec<Day> = self.days.iter().map(|day| self.day(day, &scheduled, &refused)).collect();
        for (day, pieces) in days.iter_mut().zip(self.pieces(&blackouts)) {
            day.pieces = pieces;
        }
        Calendar {
            view: self.view,
            title: self.title(),
            zone: self.zone.name().to_owned(),
            before: self.view.before(self.date).to_string(),
            after: self.view.after(self.date).to_string(),
            today: self.zone.wall(self.now).date().to_string(),
            days,
            chosen: self.days.iter().position(|day| day.date == self.date).unwrap_or_default(),
            blackouts: blackouts.into_iter().map(entry).collect(),
            more: more as u64,
            plan: self.plan(),
            year,
        }
    }

    fn title(&self) -> String {
        match (self.view, self.days.first(), self.days.last()) {
            (View::Week, Some(first), Some(last)) => {
                let (first, last) = (first.date, last.date);
                let form = if first.year() != last.year() {
                    "%-d %B %Y"
                } else if first.month() != last.month() {
                    "%-d %B"
                } else {
                    "%-d"
                };
                format!("{} to {}", first.format(form), last.format("%-d %B %Y"))
            }
            (View::Week | View::Month | View::List, ..) => self.date.format("%B %Y").to_string(),
        }
    }

    /// Midnight of a day to come, the next full hour of today; with no end, which the wizard asks for.
    fn plan(&self) -> Option<String> {
        let wall = self.zone.wall(self.now);
        if self.date > wall.date() {
            return Some(format!("{}T00:00/", self.date));
        }
        let hour = wall.hour() + 1;
        (self.date == wall.date() && hour < 24).then(|| format!("{}T{hour:02}:00/", self.date))
    }

    fn day(&self, day: &calendar::Day, scheduled: &calendar::Marks, refused: &calendar::Marks) -> Day {
        let hours = day.length().secs() / 3_600;
        let ticks = [6, 12, 18].into_iter();
        let ticks = ticks.filter_map(|hour| Some((day.hour(hour, &self.zone)?, format!("{hour:02}:00"))));
        Day {
            date: day.date.to_string(),
            number: day.date.day(),
            words: day.date.format("%A %-d %B %Y").to_string(),
            outside: day.date.month() != self.date.month(),
            hours: (hours != 24).then_some(hours),
            ticks: ticks.collect(),
            pieces: Vec::new(),
            scheduled: self.marks(day, scheduled),
            refused: self.marks(day, refused),
        }
    }

    fn marks(&self, day: &calendar::Day, marks: &calendar::Marks) -> Marks {
        let mark = |one: &HitRequest| Mark {
            id: one.id,
            process: one.process.clone(),
            at: self.clock.mark(one.planned),
            part: day.part(one.planned),
        };
        Marks { named: marks.of(day).map(mark).collect(), count: marks.count(day) }
    }
}

fn entry(blackout: Blackout) -> Entry {
    Entry { id: blackout.id, name: blackout.plan.name, occurrence: blackout.occurrence }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(view: View, day: &str, zone: &str) -> Frame {
        let now = "2026-11-25T10:30:00Z".parse().unwrap();
        Frame::of(view, day, Iana::named(zone).unwrap(), now)
    }

    fn laid_out(view: View, day: &str, zone: &str) -> Calendar {
        frame(view, day, zone).lay_out(Planned::default(), Year { number: 2026, months: Vec::new() })
    }

    #[test]
    fn what_is_no_day_is_today_in_the_zone() {
        for (day, zone, date) in [
            ("", "UTC", "2026-11-25"),
            ("2026-02-30", "Pacific/Auckland", "2026-11-25"),
            ("9999-01-01", "Pacific/Kiritimati", "2026-11-26"),
            ("2027-03-28", "UTC", "2027-03-28"),
        ] {
            let calendar = laid_out(View::Month, day, zone);
            assert_eq!(calendar.days[calendar.chosen].date, date, "{day} in {zone}");
        }
    }

    #[test]
    fn a_view_says_what_it_shows() {
        let title = |view, day| frame(view, day, "UTC").title();
        assert_eq!(title(View::Month, "2026-11-25"), "November 2026");
        assert_eq!(title(View::Week, "2026-11-25"), "23 to 29 November 2026");
        assert_eq!(title(View::Week, "2026-12-01"), "30 November to 6 December 2026");
        assert_eq!(title(View::Week, "2026-12-31"), "28 December 2026 to 3 January 2027");
    }

    #[test]
    fn a_blackout_is_planned_on_a_day_that_is_not_over() {
        let plan = |day| frame(View::Month, day, "Europe/Berlin").plan();
        assert_eq!(plan("2026-11-24"), None);
        assert_eq!(plan("2026-11-25").as_deref(), Some("2026-11-25T12:00/"));
        assert_eq!(plan("2026-11-26").as_deref(), Some("2026-11-26T00:00/"));
    }

    #[test]
    fn a_day_of_another_length_says_so_and_its_noon_is_where_it_comes() {
        let calendar = laid_out(View::Week, "2027-10-31", "Europe/Berlin");
        let hours: Vec<Option<i64>> = calendar.days.iter().map(|day| day.hours).collect();
        assert_eq!(hours, [None, None, None, None, None, None, Some(25)]);
        assert_eq!(calendar.days[6].ticks[1], (520, "12:00".to_owned()));
        assert_eq!(calendar.days[0].ticks[1], (500, "12:00".to_owned()));
    }
}
