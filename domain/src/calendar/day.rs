//! One day of a zone.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::blackout::Zone;
use crate::duration::Span;
use crate::time::Timestamp;

/// A day of a zone: from its first instant to that of the next one, 23, 24 or 25 hours as a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// Its date.
    pub date: NaiveDate,
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant of the day after.
    pub to: Timestamp,
}

impl Day {
    /// The day of that date. A midnight that the clock jumps over is moved forward, of two the first counts (rule 28).
    #[must_use]
    pub fn of<Z: Zone + ?Sized>(date: NaiveDate, zone: &Z) -> Self {
        let first = |date: NaiveDate| zone.local(date.and_time(NaiveTime::MIN)).instant();
        let after = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self { date, from: first(date), to: first(after) }
    }

    /// How long it is.
    #[must_use]
    pub const fn length(&self) -> Span {
        self.to.since(self.from)
    }

    /// How much of it has passed at an instant, in thousandths: 0 before it, 1,000 after it.
    #[must_use]
    pub fn part(&self, at: Timestamp) -> u32 {
        let length = self.length().micros().max(1);
        let passed = at.since(self.from).micros().min(length);
        u32::try_from(passed * 1_000 / length).unwrap_or(1_000)
    }

    /// Where a full hour of the clock on the wall comes, in thousandths of the day.
    #[must_use]
    pub fn hour<Z: Zone + ?Sized>(&self, hour: u32, zone: &Z) -> Option<u32> {
        let wall = self.date.and_hms_opt(hour, 0, 0)?;
        Some(self.part(zone.local(wall).instant()))
    }

    /// Whether an instant lies in it.
    #[must_use]
    pub fn has(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// The first and the last of days in a row that a span touches; none when it touches none. A span without length
/// touches the day that it lies in.
#[must_use]
pub fn touched(days: &[Day], from: Timestamp, to: Timestamp) -> Option<(usize, usize)> {
    let to = to.max(from.plus(Span::from_micros(1)));
    let meets = |day: &Day| from < day.to && day.from < to;
    Some((days.iter().position(meets)?, days.iter().rposition(meets)?))
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{NaiveDateTime, TimeDelta};

    use super::*;

    /// An hour ahead of UTC, two from the last Sunday of March 2027 to the last of October.
    struct Berlin;

    impl Zone for Berlin {
        fn wall(&self, at: Timestamp) -> NaiveDateTime {
            let summer = at >= self::at("2027-03-28T01:00:00Z") && at < self::at("2027-10-31T01:00:00Z");
            at.to_chrono().naive_utc() + TimeDelta::hours(if summer { 2 } else { 1 })
        }
    }

    struct Utc;

    impl Zone for Utc {
        fn wall(&self, at: Timestamp) -> NaiveDateTime {
            at.to_chrono().naive_utc()
        }
    }

    pub(in super::super) fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub(in super::super) fn day(date: &str) -> Day {
        Day::of(date.parse().unwrap(), &Utc)
    }

    #[test]
    fn a_day_has_as_many_hours_as_its_clock_shows() {
        let hours = |date: &str| Day::of(date.parse().unwrap(), &Berlin).length().secs() / 3_600;
        assert_eq!(["2027-03-27", "2027-03-28", "2027-10-31"].map(hours), [24, 23, 25]);
        let long = Day::of("2027-10-31".parse().unwrap(), &Berlin);
        assert_eq!((long.from, long.to), (at("2027-10-30T22:00:00Z"), at("2027-10-31T23:00:00Z")));
        assert_eq!(long.hour(12, &Berlin), Some(13 * 1_000 / 25));
        assert_eq!(day("2027-10-31").hour(12, &Utc), Some(500));
    }

    #[test]
    fn an_instant_is_so_far_into_its_day() {
        let day = day("2026-12-05");
        let parts = ["2026-12-04T12:00:00Z", "2026-12-05T06:00:00Z", "2026-12-07T00:00:00Z"];
        assert_eq!(parts.map(|text| day.part(at(text))), [0, 250, 1_000]);
        assert!(day.has(day.from) && !day.has(day.to));
    }

    #[test]
    fn a_span_touches_its_days_and_not_the_one_that_it_ends_before() {
        let days = [day("2026-12-04"), day("2026-12-05"), day("2026-12-06")];
        let touch = |from: &str, to: &str| touched(&days, at(from), at(to));
        assert_eq!(touch("2026-12-04T23:00:00Z", "2026-12-06T00:00:00Z"), Some((0, 1)));
        assert_eq!(touch("2026-12-01T00:00:00Z", "2026-12-31T00:00:00Z"), Some((0, 2)));
        assert_eq!(touch("2026-12-05T00:00:00Z", "2026-12-05T00:00:00Z"), Some((1, 1)));
        assert_eq!(touch("2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z"), None);
    }
}
