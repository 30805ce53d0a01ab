//! The year, day by day.

use chrono::{Datelike, NaiveDate};
use domain::blackout::Zone;
use domain::calendar::Day;
use domain::duration::Span;

use super::{LEVELS, Month, Year};
use crate::words;

/// The days of a date's year.
pub(super) fn days<Z: Zone>(date: NaiveDate, zone: &Z) -> Vec<Day> {
    let first = NaiveDate::from_ymd_opt(date.year(), 1, 1).unwrap_or(date);
    let of_it = first.iter_days().take_while(|one| one.year() == date.year());
    of_it.map(|one| Day::of(one, zone)).collect()
}

/// Its months, given how much of each day is closed.
pub(super) fn laid_out(chosen: NaiveDate, days: &[Day], closed: &[Span]) -> Year {
    let pairs: Vec<(&Day, Span)> = days.iter().zip(closed.iter().copied()).collect();
    let months = pairs.chunk_by(|(one, _), (next, _)| one.date.month() == next.date.month());
    Year { number: chosen.year(), months: months.filter_map(|days| month(chosen, days)).collect() }
}

fn month(chosen: NaiveDate, days: &[(&Day, Span)]) -> Option<Month> {
    let (first, _) = days.first()?;
    let all = Span::from_micros(days.iter().map(|(_, closed)| closed.micros()).sum());
    let count = days.iter().filter(|(_, closed)| *closed > Span::ZERO).count();
    Some(Month {
        name: first.date.format("%b").to_string(),
        day: first.date.to_string(),
        chosen: first.date.month() == chosen.month(),
        levels: days.iter().map(|(_, closed)| level(*closed)).collect(),
        words: if count == 0 {
            "nothing closed".to_owned()
        } else {
            format!("closed {} on {}", words::span(all), words::count(count as u64, "day", "days"))
        },
    })
}

/// How dark a day is.
fn level(closed: Span) -> usize {
    if closed == Span::ZERO {
        return 0;
    }
    let above = [1, 4, 12].into_iter().filter(|hours| closed > Span::from_secs(hours * 3_600)).count();
    (1 + above).min(LEVELS)
}

#[cfg(test)]
mod tests {
    use engine::zone::Iana;

    use super::*;

    #[test]
    fn a_year_has_twelve_months_and_each_tells_what_is_closed() {
        let date: NaiveDate = "2028-02-29".parse().unwrap();
        let days = days(date, &Iana::utc());
        assert_eq!(days.len(), 366);
        let mut closed = vec![Span::ZERO; days.len()];
        closed[0] = Span::from_secs(3_600);
        closed[1] = Span::from_secs(2 * 3_600);
        let year = laid_out(date, &days, &closed);
        assert_eq!((year.number, year.months.len()), (2028, 12));
        assert_eq!((year.months[0].name.as_str(), &year.months[0].levels[..3]), ("Jan", &[1, 2, 0][..]));
        assert_eq!(year.months[0].words, "closed 3 h on 2 days");
        assert_eq!((year.months[1].words.as_str(), year.months[1].levels.len()), ("nothing closed", 29));
        assert!(year.months[1].chosen && !year.months[0].chosen);
    }

    #[test]
    fn a_day_is_the_darker_the_longer_it_is_closed() {
        let hours = [0, 1, 4, 12, 24].map(|hours| level(Span::from_secs(hours * 3_600)));
        assert_eq!(hours, [0, 1, 2, 3, 4]);
    }
}
