//! Properties over histories made by chance: clocks that step, a world that changes, people who act.

use domain::blackout::{Closed, Facts, How, Move, Occurrence, Others, Reach, Stage, Why, due, wakes};
use domain::time::Timestamp;
use proptest::prelude::*;

use super::given::ada;
use super::places::local;
use super::properties::{instant, minutes, windows};

/// How far along a stage is; it never falls.
fn rank(stage: &Stage) -> u8 {
    match stage {
        Stage::Planned => 0,
        Stage::Announced { .. } => 1,
        Stage::Draining { .. } => 2,
        Stage::Waiting { .. } => 3,
        Stage::Cancelling { .. } => 4,
        Stage::Closing { .. } => 5,
        Stage::Offline { .. } => 6,
        Stage::Reopening { .. } => 7,
        Stage::AwaitingConfirmation { .. } => 8,
        Stage::Ended { .. } | Stage::Cancelled { .. } => 9,
    }
}

/// One event of a history: the clock goes on or steps back, the world changes, or a person does something.
#[derive(Debug, Clone)]
enum Event {
    Clock(i64),
    World { running: u64, closed: u8, green: bool, keep: bool },
    Person(u8, i64),
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (-60..240_i64).prop_map(Event::Clock),
        3 => (0..3_u64, 0..3_u8, any::<bool>(), any::<bool>())
            .prop_map(|(running, closed, green, keep)| Event::World { running, closed, green, keep }),
        1 => (0..5_u8, 0..900_i64).prop_map(|(what, minute)| Event::Person(what, minute)),
    ]
}

fn acts(one: &Occurrence, what: u8, minute: i64, now: Timestamp) -> Option<Occurrence> {
    let one = one.clone();
    match what {
        0 => one.extend(instant(minute), now),
        1 => one.end_early(ada(), now),
        2 => one.confirm(ada(), now),
        3 => one.reopen_by_hand(ada(), now),
        _ => one.cancel(ada(), now),
    }
    .ok()
}

/// Takes every transition that is due and checks each of them.
fn settles(mut one: Occurrence, now: Timestamp, facts: &Facts) -> Result<Occurrence, TestCaseError> {
    for _ in 0..10 {
        let Some(next) = due(&one.window, &one.stage, now, facts) else { return Ok(one) };
        let before = one.clone();
        one = one.take(next.clone(), now).map_err(|illegal| TestCaseError::fail(illegal.to_string()))?;
        prop_assert!(rank(&one.stage) > rank(&before.stage), "{:?} after {:?}", one.stage, before.stage);
        prop_assert!(one.stage.since() >= before.stage.since(), "an instant before the last one");
        if one.window.reach == Reach::MaintenanceOnly {
            let closes = matches!(rank(&one.stage), 3..=7);
            prop_assert!(!closes, "rule 31: the database stays online, not {:?}", one.stage);
        }
        match next {
            Move::End(How::HardMaximum) => {
                // Reached once, a clock that steps back does not undo it.
                let reached = matches!(before.stage, Stage::Reopening { why: Why::HardMaximum, .. });
                let hard = reached || now >= one.window.hard_end();
                prop_assert!(facts.checks_green && hard, "rule 41");
            }
            Move::End(How::Missed) => prop_assert!(!before.stage.holds() && now >= one.window.end),
            Move::End(_) => prop_assert!(facts.checks_green || one.window.reach == Reach::MaintenanceOnly),
            Move::Close(_) | Move::Wait { .. } | Move::CancelRunning { .. } => {
                let reached = now >= one.window.start || rank(&before.stage) > 2;
                prop_assert!(reached && now < one.window.end, "rule 32: the end does not move");
            }
            Move::Reopen(_) => prop_assert!(
                !facts.others.keep_offline || !matches!(before.stage, Stage::Offline { .. }),
                "rule 30: closed wins"
            ),
            Move::Announce | Move::Hold | Move::GoOffline { .. } | Move::AwaitConfirmation => {}
        }
    }
    Err(TestCaseError::fail("it never comes to rest"))
}

proptest! {
    #[test]
    fn no_history_goes_back_or_leaves_an_end(window in windows(), history in prop::collection::vec(events(), 1..60)) {
        let mut one = Occurrence::planned(local("2026-12-05T02:00"), window);
        let (mut now, mut facts) = (instant(-300), Facts::default());
        for event in history {
            let before = one.clone();
            match event {
                Event::Clock(by) if by < 0 => now = now.minus(minutes(-by)),
                Event::Clock(by) => now = now.plus(minutes(by)),
                Event::World { running, closed, green, keep } => {
                    let closed = [Closed::No, Closed::Verified, Closed::Forced][usize::from(closed)];
                    let others = Others { keep_offline: keep, stragglers: None };
                    facts = Facts { running, closed, checks_green: green, others };
                }
                Event::Person(what, minute) => {
                    if let Some(after) = acts(&one, what, minute, now) {
                        prop_assert!(rank(&after.stage) >= rank(&one.stage));
                        prop_assert!(after.stage.since() >= one.stage.since());
                        prop_assert!(after.window.end >= one.window.end && after.window.hard_end() >= one.window.hard_end());
                        one = after;
                    }
                }
            }
            one = settles(one, now, &facts)?;
            prop_assert_eq!(due(&one.window, &one.stage, now, &facts), None);
            if before.stage.is_over() {
                prop_assert_eq!(&one, &before, "over is over");
            }
        }
    }

    #[test]
    fn left_alone_every_window_ends(window in windows(), running in 0..3_u64, step in 1..90_i64) {
        let mut one = Occurrence::planned(local("2026-12-05T02:00"), window);
        let mut facts = Facts { running, checks_green: true, ..Facts::default() };
        let mut now = instant(-300);
        while now < window.hard_end().plus(minutes(2 * step)) {
            now = now.plus(minutes(step));
            let closing = |one: &Occurrence| matches!(one.stage, Stage::Closing { .. });
            facts.closed = if closing(&one) { Closed::Verified } else { Closed::No };
            one = settles(one, now, &facts)?;
            if closing(&one) {
                facts.closed = Closed::Verified;
                one = settles(one, now, &facts)?;
            }
            if let Some(at) = wakes(&one.window, &one.stage) {
                prop_assert!(at > now, "it says to wake at {at}, and it is {now}: {:?}", one.stage);
            }
        }
        prop_assert!(one.stage.is_over(), "{:?}", one.stage);
    }
}
