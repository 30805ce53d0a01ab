//! A database that is not the one that was closed (rule 42), or is not there.

use domain::maintenance::Phase;
use domain::request::Status;
use engine::Error;
use serde_json::json;

use super::verbs::{keeps, passes, phase, plans, settles};
use crate::harness::{DONE, Db, WORK, World};

fn copy(world: &World, from: &str, to: &str) {
    let folder = &world.config.data_dir;
    std::fs::copy(folder.join(from), folder.join(to)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_taken_and_nothing_in_it_runs_again() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(WORK).await;
    world.process(DONE).await;
    let old = world.admin().runs("work").await.unwrap();
    world.runner.has_started(1).await;
    keeps(&world, "older.db").await;
    world.runner.ends("build", domain::process::Outcome::Succeeded);
    world.reaches(old.id, Status::Succeeded).await;
    let epoch = world.engine.status_now().full.epoch;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    copy(&world, "older.db", "lull.db");
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Open);
    let given_up = world.reaches(old.id, Status::Failed).await;
    assert_eq!(given_up.steps[0].outcome, Some(domain::process::Outcome::Interrupted));
    assert_eq!(world.runner.started(), 1, "nothing runs again");
    assert!(world.engine.status_now().full.epoch > epoch);
    assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.restored'").await, 1);
    world.admin().runs("done").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_of_a_process_that_an_older_copy_lacks_is_told_with_what_happened() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    keeps(&world, "older.db").await;
    world.process(DONE).await;
    let done = world.admin().runs("done").await.unwrap();
    world.reaches(done.id, Status::Succeeded).await;
    let blackout = plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let Err(Error::Offline(told)) = world.admin().runs("done").await else { panic!("it is offline") };
    assert!(told.request.is_some());
    copy(&world, "older.db", "lull.db");
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Open, "a start that fits nothing keeps nobody out");
    let permit = world.admin().caller.permit().unwrap();
    let history = world.engine.blackout_history(&permit, blackout.id).await.unwrap();
    let actions: Vec<&str> = history.entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["blackout.offline", "blackout.reopen", "blackout.restored", "blackout.over"]);
    assert_eq!(history.without_a_record, 1);
    assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stray_wal_beside_a_clean_file_stops_with_words_until_it_is_gone() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let wal = world.config.data_dir.join("lull.db-wal");
    std::fs::write(&wal, b"from another state").unwrap();
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Reopening);
    assert!(world.engine.is_away());
    std::fs::remove_file(&wal).unwrap();
    passes(&world, "1s").await;
    assert_eq!(phase(&world), Phase::Open);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_or_damaged_file_is_waited_for() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(DONE).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    copy(&world, "lull.db", "whole.db");
    std::fs::write(world.config.data_dir.join("lull.db"), b"no database at all").unwrap();
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Reopening);
    for _ in 0..5 {
        passes(&world, "2s").await;
        assert_eq!(phase(&world), Phase::Reopening);
    }
    copy(&world, "whole.db", "lull.db");
    passes(&world, "1s").await;
    settles(&world).await;
    assert_eq!(phase(&world), Phase::Open);
    world.admin().runs("done").await.unwrap();
}
