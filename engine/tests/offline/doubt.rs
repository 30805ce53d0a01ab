//! What is not known for certain when a database comes back: which windows are on, and whether it was written back.

use domain::maintenance::Phase;
use domain::process::Outcome;
use domain::request::Status;
use engine::offline::HostAct;
use serde_json::json;

use super::verbs::{keeps, passes, phase, plans, settles};
use crate::alone_on_both;
use crate::harness::{DONE, Db, WORK, World};

alone_on_both! {
    async fn a_reopening_by_hand_counts_although_the_windows_are_forgotten(world: World) {
        world.process(WORK).await;
        world.process(DONE).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({ "at_end": "confirm" })).await;
        passes(&world, "61m").await;
        for copy in ["state.a", "state.b"] {
            std::fs::write(world.config.data_dir.join(copy), b"torn").unwrap();
        }
        let world = world.restarts().await;
        settles(&world).await;
        let end = world.clock.now().plus("1h".parse().unwrap());
        let words = world.engine.act_from_host(HostAct::Extend { end }).await.unwrap_err().to_string();
        assert!(words.contains("is not known"), "{words}");
        world.engine.act_from_host(HostAct::Reopen).await.unwrap();
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Open, "its window would go on for an hour");
        assert!(!world.engine.is_away());
        world.admin().runs("done").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 0);
        let told = "SELECT COUNT(*) FROM audit WHERE action = 'blackout.reopen_by_hand'";
        assert_eq!(world.counts(told).await, 1);
    }

    async fn a_hold_that_was_placed_since_the_write_back_stays_whatever_fails_after_it(world: World) {
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let mut world = world;
        world.config.start_in_maintenance = true;
        let world = world.restarts().await;
        fail::cfg("remembered-before", "return").unwrap();
        passes(&world, "59m").await;
        fail::remove("remembered-before");
        assert!(world.engine.is_away(), "it is written back, and not open");
        passes(&world, "1s").await;
        assert_eq!((phase(&world), world.engine.is_away()), (Phase::Quiet, false));
        let held = "SELECT COUNT(*) FROM hold WHERE owner = 'start-up' AND lifted IS NULL";
        assert_eq!(world.counts(held).await, 1);
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_reopening_by_hand_is_enough_whatever_fails_after_it() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let (file, aside) = (world.config.data_dir.join("lull.db"), world.config.data_dir.join("aside.db"));
    for copy in ["state.a", "state.b"] {
        std::fs::write(world.config.data_dir.join(copy), b"torn").unwrap();
    }
    let world = world.restarts().await;
    std::fs::rename(&file, &aside).unwrap();
    std::fs::write(&file, b"no database at all").unwrap();
    world.engine.act_from_host(HostAct::Reopen).await.unwrap();
    settles(&world).await;
    assert!(world.engine.is_away());
    std::fs::rename(&aside, &file).unwrap();
    passes(&world, "1s").await;
    assert_eq!(phase(&world), Phase::Open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_before_strangers_are_given_up_leaves_them_to_the_next() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(WORK).await;
    let old = world.admin().runs("work").await.unwrap();
    world.runner.has_started(1).await;
    let (file, older) = (world.config.data_dir.join("lull.db"), world.config.data_dir.join("older.db"));
    keeps(&world, "older.db").await;
    world.runner.ends("build", Outcome::Succeeded);
    world.reaches(old.id, Status::Succeeded).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    std::fs::copy(&older, &file).unwrap();
    fail::cfg("strangers-before", "return").unwrap();
    passes(&world, "59m").await;
    assert!(world.engine.is_away(), "it is written back, and not open");
    fail::remove("strangers-before");
    let world = world.restarts().await;
    settles(&world).await;
    assert_eq!(phase(&world), Phase::Open);
    let given_up = world.reaches(old.id, Status::Failed).await;
    assert_eq!(given_up.steps[0].outcome, Some(Outcome::Interrupted));
    assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.restored'").await, 1);
}
