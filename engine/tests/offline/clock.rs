//! Fault 24: the clock steps back and forth by hours around a window's instants, also while the database is closed. What
//! was reached is never undone, and nothing comes twice (rule 44).

use domain::duration::Span;
use domain::maintenance::Phase;
use domain::permission::ManageMaintenance;
use domain::time::Timestamp;
use engine::Error;
use serde_json::json;

use super::verbs::{draft_at, passes, phase, plans, settles};
use crate::alone_on_both;
use crate::chance::{Chance, rounds};
use crate::harness::{DONE, Db, World, refused};

const HOUR: Span = Span::from_secs(3_600);
const MOVES: &str = "SELECT COUNT(*) FROM audit WHERE action IN ('blackout.announce', 'blackout.hold', 'blackout.close', \
                     'blackout.offline', 'blackout.reopen', 'blackout.over')";

/// Starts are answered as the phase says.
async fn starts_are_answered(world: &World, expected: Phase) {
    let started = world.admin().runs("done").await;
    match expected {
        Phase::Open | Phase::Announced => drop(started.unwrap()),
        Phase::Draining | Phase::Quiet => drop(refused(started)),
        Phase::Offline | Phase::Reopening => {
            assert!(matches!(started, Err(Error::Offline(_))), "{started:?}")
        }
    }
}

/// Wherever the clock goes within six hours before an instant, the phase stays.
async fn stays(world: &World, chance: &mut Chance, before: Timestamp, expected: Phase) {
    for _ in 0..3 {
        let back = 1 + i64::try_from(chance.below(6 * 3_600_000_000)).unwrap();
        world.clock.set(before.minus(Span::from_micros(back)));
        settles(world).await;
        assert_eq!(phase(world), expected, "{back} µs before {before}");
        starts_are_answered(world, expected).await;
    }
}

async fn one_window(world: &World, chance: &mut Chance) {
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    let draft = draft_at(world.clock.now().plus(HOUR), json!({}));
    let window = world.engine.plan_blackout(&permit, draft).await.unwrap().occurrence.window;
    let course = [
        (window.announce_at, Phase::Announced),
        (window.drain_at, Phase::Quiet),
        (window.start, Phase::Offline),
        (window.end, Phase::Open),
    ];
    let mut stands = Phase::Open;
    for (at, then) in course {
        stays(world, chance, at, stands).await;
        world.clock.set(at);
        settles(world).await;
        assert_eq!(phase(world), then, "at {at}");
        stands = then;
    }
    stays(world, chance, window.end, Phase::Open).await;
    world.clock.set(window.end.plus(HOUR));
    settles(world).await;
}

alone_on_both! {
    async fn fault_24_a_window_goes_its_course_once_however_the_clock_is_moved(world: World) {
        world.process(DONE).await;
        let mut chance = Chance::seeded();
        let windows = rounds(2, 30);
        for _ in 0..windows {
            one_window(&world, &mut chance).await;
        }
        assert_eq!(world.counts(MOVES).await, 6 * i64::try_from(windows).unwrap());
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_24_a_clock_that_steps_back_between_two_tries_holds_up_no_reopening() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let (file, elsewhere) = (world.config.data_dir.join("lull.db"), world.config.data_dir.join("moved.db"));
    std::fs::rename(&file, &elsewhere).unwrap();
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Reopening);
    std::fs::rename(&elsewhere, &file).unwrap();
    world.clock.set(world.clock.now().minus(HOUR));
    settles(&world).await;
    assert_eq!(phase(&world), Phase::Open);
}
