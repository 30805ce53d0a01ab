//! How much of each day is closed.

use super::Day;
use crate::duration::Span;
use crate::time::Timestamp;

/// How much of each day spans cover together: where they overlap the time counts once.
#[must_use]
pub fn closed(days: &[Day], spans: &[(Timestamp, Timestamp)]) -> Vec<Span> {
    let united = united(spans);
    days.iter().map(|day| of_day(day, &united)).collect()
}

/// The same time as spans that do not touch, in order.
fn united(spans: &[(Timestamp, Timestamp)]) -> Vec<(Timestamp, Timestamp)> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut united: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (from, to) in sorted {
        match united.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            Some(_) | None => united.push((from, to)),
        }
    }
    united
}

fn of_day(day: &Day, united: &[(Timestamp, Timestamp)]) -> Span {
    let first = united.partition_point(|(_, to)| *to <= day.from);
    let of_it = united.iter().skip(first).take_while(|(from, _)| *from < day.to);
    Span::from_micros(of_it.map(|(from, to)| (*to).min(day.to).since((*from).max(day.from)).micros()).sum())
}

#[cfg(test)]
mod tests {
    use super::super::day::tests::{at, day};
    use super::*;

    #[test]
    fn time_that_several_close_counts_once_and_on_each_day_its_part() {
        let days = [day("2026-12-04"), day("2026-12-05"), day("2026-12-06")];
        let spans = [
            (at("2026-12-05T01:00:00Z"), at("2026-12-05T03:00:00Z")),
            (at("2026-12-04T23:00:00Z"), at("2026-12-05T02:00:00Z")),
            (at("2026-12-05T12:00:00Z"), at("2026-12-05T12:30:00Z")),
        ];
        let hours: Vec<i64> = closed(&days, &spans).iter().map(|span| span.secs() / 60).collect();
        assert_eq!(hours, [60, 210, 0]);
        assert_eq!(closed(&days, &[]), [Span::ZERO; 3]);
    }
}
