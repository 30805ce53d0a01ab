//! Writes a feed.

mod clock;
mod entry;
mod rrule;
mod sheet;
mod stamp;
mod touched;
mod yearly;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::time::Timestamp;

use super::{Event, Feed};
use crate::zone::Iana;
use clock::Clock;
use sheet::Sheet;
use stamp::length;

/// So many years ahead a zone's clock is described: saved dates lie within 20 (rule 28).
const CLOCK_YEARS: i32 = 20;
/// From the year before this one, and so many years ahead, dates that a change of the clock touches are written out.
/// A client asks anew long before that, and forty years of changes would be most of the text.
const TOUCHED_YEARS: i32 = 3;

impl Feed {
    /// The feed as a text of the type `text/calendar`.
    #[must_use]
    pub fn text(&self) -> String {
        let clocks = self.clocks();
        let mut out = Sheet::new();
        out.line("BEGIN:VCALENDAR");
        out.line("VERSION:2.0");
        out.line("PRODID:-//Lull//Blackouts//EN");
        out.line("CALSCALE:GREGORIAN");
        out.text("NAME", &self.name);
        out.text("X-WR-CALNAME", &self.name);
        let refresh = length(self.refresh);
        out.line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{refresh}"));
        out.line(&format!("X-PUBLISHED-TTL:{refresh}"));
        for clock in clocks.values() {
            clock.write(&mut out);
        }
        let year = year(self.now);
        let (from, until) = (new_year(year - 1), new_year(year + 1 + TOUCHED_YEARS));
        for event in &self.events {
            let changes = clocks.get(event.zone.name()).map_or(&[][..], |clock| clock.changes());
            let near: Vec<_> = changes.iter().filter(|one| from <= one.at && one.at < until).collect();
            entry::write(event, &near, &mut out);
        }
        out.line("END:VCALENDAR");
        out.finish()
    }

    /// The clocks of all zones but UTC, whose times say so themselves.
    fn clocks(&self) -> BTreeMap<&'static str, Clock> {
        let named = self.events.iter().filter(|event| event.zone != Iana::utc());
        let mut years: BTreeMap<&'static str, (Iana, i32, i32)> = BTreeMap::new();
        for event in named {
            let (first, last) = years_of(event);
            let ahead = year(self.now) + CLOCK_YEARS;
            let known = years.entry(event.zone.name()).or_insert((event.zone, first, ahead));
            *known = (event.zone, known.1.min(first), known.2.max(last));
        }
        let clock = |(name, (zone, first, last)): (&'static str, (Iana, i32, i32))| {
            (name, Clock::of(zone, first - 1, last))
        };
        years.into_iter().map(clock).collect()
    }
}

/// The years that an event begins in and is known to last to.
fn years_of(event: &Event) -> (i32, i32) {
    let (start, end) = event.instants(event.start);
    let starts = event.changed.iter().map(|one| one.start).chain([start]);
    let ends = event.changed.iter().map(|one| one.end).chain([end]);
    (starts.map(year).min().unwrap_or(1970), ends.map(year).max().unwrap_or(1970))
}

fn year(at: Timestamp) -> i32 {
    at.to_chrono().year()
}

/// The beginning of a year in UTC.
fn new_year(year: i32) -> Timestamp {
    let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    Timestamp::from(day.and_time(NaiveTime::MIN).and_utc())
}
