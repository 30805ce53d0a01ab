//! Where everything stands on the timeline, in percent of its width.

use domain::drain::{Blocker, Drain};
use domain::duration::Span;
use domain::time::Timestamp;

use crate::zone::Zone;

/// Steps of the axis, in seconds.
const STEPS: [i64; 14] =
    [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];
/// Most marks of the axis: more would overlap on a narrow window.
const MARKS: i64 = 5;
/// The least that is shown of the past and of the future.
const LEAST: Span = Span::from_secs(300);

/// One request.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Bar {
    pub name: String,
    pub began: f64,
    /// The median and the ninth decile; none when there is no forecast, or it waits for a person.
    pub expected: Option<(f64, f64)>,
}

/// The whole picture.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scale {
    /// Where the hold began.
    pub held: f64,
    pub now: f64,
    pub bars: Vec<Bar>,
    pub ticks: Vec<(f64, String)>,
    /// The ends, and the zone, in words.
    pub from: String,
    pub to: String,
    pub zone: String,
}

impl Scale {
    /// Lays a drain out. A past much longer than what lies ahead is cut off at the left.
    pub(super) fn of(drain: &Drain, zone: &Zone) -> Self {
        let now = drain.at;
        let last = drain.blockers.iter().filter_map(|blocker| blocker.expected_end).map(|end| end.p90).max();
        let ahead = last.map_or(LEAST, |last| last.since(now)).max(LEAST);
        let to = now.plus(ahead.times(1.08));
        let first =
            drain.blockers.iter().map(|blocker| blocker.since).chain(drain.since).min().unwrap_or(now);
        let from = first.minus(ahead.times(0.04)).max(now.minus(ahead.times(3.0))).min(now.minus(LEAST));
        let share = |at: Timestamp| share(from, to, at);
        let bar = |blocker: &Blocker| Bar {
            name: cut(blocker
                .step
                .as_ref()
                .map_or_else(|| blocker.title.clone(), |step| format!("{} · {step}", blocker.title))),
            began: share(blocker.since),
            expected: blocker
                .expected_end
                .filter(|_| !blocker.waits_for_person)
                .map(|end| (share(end.p50), share(end.p90))),
        };
        Self {
            held: drain.since.map_or(100.0, share),
            now: share(now),
            bars: drain.blockers.iter().map(bar).collect(),
            ticks: ticks(from, to, zone).into_iter().map(|at| (share(at), zone.mark(at))).collect(),
            from: zone.short(from, now),
            to: zone.short(to, now),
            zone: zone.label(now),
        }
    }
}

/// A name short enough to stand above its bar on a narrow window.
fn cut(name: String) -> String {
    const MOST: usize = 32;
    if name.chars().count() <= MOST { name } else { name.chars().take(MOST - 1).chain(['…']).collect() }
}

/// Percent of the way, kept on the picture.
#[expect(clippy::cast_precision_loss, reason = "a picture has fewer points than a float has digits")]
fn share(from: Timestamp, to: Timestamp, at: Timestamp) -> f64 {
    let whole = to.since(from).micros().max(1) as f64;
    (at.since(from).micros() as f64 * 100.0 / whole).clamp(0.0, 100.0)
}

/// Round local times, few enough to stand apart.
fn ticks(from: Timestamp, to: Timestamp, zone: &Zone) -> Vec<Timestamp> {
    let seconds = to.since(from).secs();
    let step = STEPS.into_iter().find(|step| seconds / step <= MARKS).unwrap_or(STEPS[STEPS.len() - 1]);
    let begin = Timestamp::from_micros(from.micros() - from.micros().rem_euclid(1_000_000));
    let first = begin.plus(Span::from_secs(step - zone.second_of_day(begin) % step));
    let all = std::iter::successors(Some(first), |at| Some(at.plus(Span::from_secs(step))));
    // Marks at the very ends would be cut in half.
    all.take_while(|at| *at < to).filter(|at| (3.0..97.0).contains(&share(from, to, *at))).collect()
}

#[cfg(test)]
mod tests {
    use domain::drain::{Expected, restart_answers};
    use domain::permission::Person;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_764_898_800_000_000);

    fn minutes(minutes: i64) -> Timestamp {
        Timestamp::from_micros(NOW.micros() + minutes * 60_000_000)
    }

    fn blocker(since: i64, expected: Option<(i64, i64)>) -> Blocker {
        Blocker {
            id: "req_00000000000000000000000000000007".parse().unwrap(),
            kind: "global".to_owned(),
            title: "nightly-report".to_owned(),
            owner: Person::system("Ada"),
            since: minutes(since),
            step: Some("build".to_owned()),
            agent: None,
            waits_for_person: expected.is_none(),
            task: None,
            answers_to_come: Vec::new(),
            expected_end: expected.map(|(p50, p90)| Expected { p50: minutes(p50), p90: minutes(p90) }),
            bypass: false,
            cancelling: false,
        }
    }

    fn drain(blockers: Vec<Blocker>) -> Drain {
        let restart = restart_answers(true, &blockers, 0, 1);
        Drain {
            quiet: blockers.is_empty(),
            held: true,
            since: Some(minutes(-12)),
            blockers,
            blockers_more: 0,
            steps_running: 1,
            quiet_expected_at: None,
            left_out: None,
            restart,
            refused: Vec::new(),
            missed: Vec::new(),
            missed_more: 0,
            at: NOW,
        }
    }

    #[test]
    fn everything_stands_in_order_from_left_to_right() {
        let scale = Scale::of(&drain(vec![blocker(-16, Some((16, 25)))]), &Zone::utc());
        let bar = scale.bars.first().unwrap();
        let (p50, p90) = bar.expected.unwrap();
        let order = [0.0, bar.began, scale.held, scale.now, p50, p90, 100.0];
        assert!(order.is_sorted(), "{order:?}");
        assert!(bar.began < scale.held && scale.now < p50 && p50 < p90);
    }

    #[test]
    fn the_marks_are_round_times_and_few() {
        let scale = Scale::of(&drain(vec![blocker(-16, Some((16, 25)))]), &Zone::utc());
        let marks: Vec<&str> = scale.ticks.iter().map(|(_, words)| words.as_str()).collect();
        assert!((2..=6).contains(&marks.len()), "{marks:?}");
        assert!(marks.iter().all(|mark| mark.ends_with('0') || mark.ends_with('5')), "{marks:?}");
    }

    #[test]
    fn a_week_of_past_does_not_squeeze_the_minutes_ahead() {
        let scale = Scale::of(&drain(vec![blocker(-10_000, Some((5, 10)))]), &Zone::utc());
        assert!(scale.bars.first().unwrap().began < 0.001);
        assert!(scale.now < 80.0, "{}", scale.now);
    }

    #[test]
    fn what_waits_for_a_person_has_no_end() {
        let scale = Scale::of(&drain(vec![blocker(-3, None)]), &Zone::utc());
        assert_eq!(scale.bars.first().unwrap().expected, None);
    }
}
