//! What usually runs keeps slots away from its time of the week, in local time.

use domain::slots::{Known, PastRuns, Reason, find};
use domain::time::Timestamp;

use super::given::{BERLIN, NOW, december, found, instant, past, search, span, told};

/// A run so many days before a Monday, at a time of the day.
fn before(now: Timestamp, days: i64, time: &str, process: &str, took: &str) -> PastRuns {
    let midnight = now.minus(domain::duration::Span::from_secs(days * 86_400));
    past(process, midnight.plus(span(time)), took)
}

fn history(past: Vec<PastRuns>) -> Known {
    Known { past, ..Known::default() }
}

fn usually(process: &str, per_week: f64) -> Reason {
    Reason::UsuallyRuns { process: process.to_owned(), per_week }
}

#[test]
fn what_runs_every_night_is_told_as_once_a_week_at_that_time_of_the_week() {
    let nightly = history((1..=56).map(|days| before(NOW, days, "2h", "nightly", "1h")).collect());
    let found = found(&search(december("08 01:30"), december("08 04:00"), "1h", 10), &nightly);
    assert_eq!(found.weeks, 8);
    assert_eq!(told(&found), ["08 03:00 0", "08 01:30 1"]);
    assert_eq!(found.items[0].reasons, [Reason::NothingPlanned, Reason::QuietLast { weeks: 8 }]);
    assert_eq!(found.items[1].reasons, [Reason::NothingPlanned, usually("nightly", 1.0)]);
}

#[test]
fn newer_weeks_count_more() {
    let at = |days: i64, time: &str, process: &str| before(NOW, days, time, process, "0s");
    let known = history(vec![
        at(6, "4h15m", "new"),
        at(13, "4h15m", "new"),
        at(48, "5h15m", "old"),
        at(55, "5h15m", "old"),
    ]);
    let found = found(&search(december("08 04:00"), december("08 06:00"), "1h", 10), &known);
    assert_eq!(told(&found), ["08 05:00 0.08", "08 04:00 0.42"]);
    assert_eq!(found.items[1].reasons[1], usually("new", 0.42));
}

#[test]
fn what_began_before_the_lead_and_runs_for_hours_is_hit_over_the_end_of_a_week() {
    let known = history(vec![before(NOW, 1, "22h", "backup", "6h"), before(NOW, 8, "22h", "backup", "6h")]);
    let found = found(&search(december("14 00:00"), december("14 05:00"), "1h", 2), &known);
    assert_eq!(told(&found), ["14 04:00 0", "14 00:00 1"]);
    assert_eq!(found.items[0].reasons[1], Reason::QuietLast { weeks: 2 });
    assert_eq!(found.items[1].reasons[1], usually("backup", 1.0));
}

#[test]
fn the_most_frequent_processes_are_named_at_most_three() {
    let names = ["a", "b", "b", "c", "c", "c", "d", "d", "d", "d"];
    let known = history(names.into_iter().map(|process| before(NOW, 6, "2h", process, "1m")).collect());
    let found = found(&search(december("08 01:45"), december("08 02:45"), "1h", 1), &known);
    let named = [Reason::NothingPlanned, usually("d", 4.0), usually("c", 3.0), usually("b", 2.0)];
    assert_eq!((found.items[0].hits, found.items[0].reasons.as_slice()), (10.0, named.as_slice()));
}

#[test]
fn what_is_older_than_eight_weeks_is_forgotten() {
    let known = history(vec![before(NOW, 56, "0s", "old", "1h"), before(NOW, 57, "1h", "older", "1h")]);
    assert_eq!(found(&search(NOW, december("09 00:00"), "1h", 1), &known).weeks, 0);
}

#[test]
fn a_habit_keeps_its_local_time_across_daylight_saving() {
    let monday = instant("2026-03-23T00:00:00Z");
    // At three in winter, which is two in UTC.
    let known = history((1..=14).map(|days| before(monday, days, "2h", "report", "0s")).collect());
    let (from, to) = (instant("2026-03-30T00:00:00Z"), instant("2026-03-30T04:00:00Z"));
    let summer = find(&search(from, to, "1h", 2), &known, &BERLIN, monday);
    assert_eq!(told(&summer), ["30 00:00 0", "30 01:45 0"], "at three in summer, which is one in UTC");
    let local = |slot: usize| summer.items[slot].local_start.to_string();
    assert_eq!((local(0), local(1)), ("2026-03-30T02:00".to_owned(), "2026-03-30T03:45".to_owned()));
}

#[test]
fn the_second_of_a_doubled_hour_is_not_offered_since_no_plan_can_say_it() {
    let (from, to) = (instant("2026-10-25T00:00:00Z"), instant("2026-10-25T03:00:00Z"));
    let night = find(&search(from, to, "1h", 10), &Known::default(), &BERLIN, from.minus(span("1d")));
    assert_eq!(told(&night), ["25 02:00 0"]);
    assert_eq!(night.items[0].local_start.to_string(), "2026-10-25T03:00");
}

#[test]
fn a_hundred_thousand_runs_over_the_longest_range_are_looked_through() {
    let quarter = |number: i64| NOW.minus(domain::duration::Span::from_secs(900 * (number % 5_376)));
    let run = |number: i64| past(&format!("process {}", number % 40), quarter(number), "20m");
    let known = history((0..100_000).map(run).collect());
    let found = found(&search(NOW, NOW.plus(span("92d")), "2h", 50), &known);
    assert_eq!((found.items.len(), found.weeks), (50, 8));
    assert!(found.items.iter().all(|slot| slot.hits > 100.0 && slot.reasons.len() == 4), "{found:?}");
}
