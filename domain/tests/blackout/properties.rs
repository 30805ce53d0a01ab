//! Properties over windows made by chance.

use domain::blackout::{AtEnd, BlackoutDraft, Closed, Reach, Stragglers, Window, closed_spans, resolve};
use domain::duration::Span;
use domain::time::Timestamp;
use proptest::prelude::*;

use super::given::draft;
use super::places::{BERLIN, LORD_HOWE, local};
use super::shared::Shared;

const MINUTE: i64 = 60_000_000;
const EPOCH: i64 = 1_796_432_400_000_000;

pub fn minutes(minutes: i64) -> Span {
    Span::from_secs(minutes * 60)
}

pub fn instant(minute: i64) -> Timestamp {
    Timestamp::from_micros(EPOCH + minute * MINUTE)
}

fn policies() -> impl Strategy<Value = Stragglers> {
    prop_oneof![
        (1..60_i64).prop_map(|limit| Stragglers::Wait(minutes(limit))),
        Just(Stragglers::Suspend),
        Just(Stragglers::Cancel),
    ]
}

pub fn windows() -> impl Strategy<Value = Window> {
    let reach = prop_oneof![3 => policies().prop_map(Reach::FullSystem), 1 => Just(Reach::MaintenanceOnly)];
    let times = (0..600_i64, 1..180_i64, 0..120_i64, 0..120_i64, 0..300_i64);
    (times, reach, any::<bool>()).prop_map(|((start, length, drain, announce, hard), reach, confirm)| {
        Window {
            announce_at: instant(start - drain - announce),
            drain_at: instant(start - drain),
            start: instant(start),
            end: instant(start + length),
            hard_maximum: minutes(hard),
            reach,
            at_end: if confirm { AtEnd::Confirm } else { AtEnd::Reopen },
        }
    })
}

proptest! {
    #[test]
    fn a_window_is_announced_held_started_and_ended_in_this_order(
        minute in 0..525_600_i64, howe in any::<bool>(), ends in any::<bool>(), length in 1..6_000_i64,
        announce in 0..4_000_i64, drain in 0..4_000_i64, before in 0..6_000_i64, previous in proptest::option::of(0..9_000_i64),
    ) {
        let place = if howe { &LORD_HOWE } else { &BERLIN };
        let naive = |minute: i64| local("2026-01-01T00:00").naive() + chrono::TimeDelta::minutes(minute);
        let end = naive(minute + length).into();
        let draft = BlackoutDraft {
            start: naive(minute).into(),
            end: ends.then_some(end),
            duration: (!ends).then_some(minutes(length)),
            announce_lead: minutes(announce),
            drain_lead: minutes(drain),
            ..draft()
        };
        let early = Timestamp::from_micros(0).plus(Span::from_secs(56 * 365 * 86_400));
        let plan = draft.check(Some(place), early).map_err(|faults| TestCaseError::fail(format!("{faults:?}")))?;
        let start = resolve(&plan, place, early, None).window.start;
        let saved = start.minus(minutes(before));
        let previous_end = previous.map(|previous| start.minus(minutes(previous)));
        let resolved = resolve(&plan, place, saved, previous_end);
        let window = resolved.window;
        prop_assert!(window.announce_at <= window.drain_at && window.drain_at <= window.start);
        prop_assert!(window.start < window.end && window.end <= window.hard_end());
        prop_assert!(window.drain_at >= saved && window.announce_at >= saved);
        prop_assert_eq!(window.start, start, "what is saved when moves no start");
        if !ends {
            prop_assert_eq!(window.length(), minutes(length), "a duration is elapsed time");
        }
    }

    #[test]
    fn offline_spans_are_in_order_disjoint_and_cover_every_window(all in prop::collection::vec(windows(), 0..12)) {
        let spans = closed_spans(&all);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].until < pair[1].from);
        }
        for window in &all {
            let covers = spans.iter().find(|span| span.from <= window.start && window.end <= span.until);
            let Reach::FullSystem(policy) = window.reach else { continue };
            let Some(span) = covers else { return Err(TestCaseError::fail("not covered")) };
            prop_assert_eq!(span.stragglers.stricter(policy), span.stragglers, "the strictest policy");
        }
        for span in &spans {
            prop_assert!(all.iter().any(|window| window.start == span.from));
            prop_assert!(all.iter().any(|window| window.end == span.until));
        }
    }

    #[test]
    fn what_the_review_calls_offline_is_what_happens(all in prop::collection::vec(windows(), 1..6)) {
        let all: Vec<Window> =
            all.into_iter().map(|window| Window { at_end: AtEnd::Reopen, ..window }).collect();
        let spans = closed_spans(&all);
        let mut shared = Shared::of(&all, 0);
        for minute in -240..900 {
            let now = instant(minute);
            shared.tick(now);
            let said = spans.iter().any(|span| span.from <= now && now < span.until);
            prop_assert_eq!(shared.facts.closed == Closed::Verified, said, "at {}: {:?}", now, &shared.all);
        }
        prop_assert!(shared.all.iter().all(|one| one.stage.is_over()));
    }
}
