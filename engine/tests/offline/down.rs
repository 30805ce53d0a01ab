//! Fault 21: the database is away when its window ends, and for ten minutes longer.

use domain::maintenance::Phase;
use serde_json::json;

use super::verbs::{passes, phase, plans};
use crate::harness::{DONE, Db, World};

#[tokio::test(flavor = "multi_thread")]
async fn fault_21_a_file_that_is_away_ten_minutes_over_the_end_is_opened_within_a_second_of_being_there() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(DONE).await;
    let before = world.admin().runs("done").await.unwrap();
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let (file, elsewhere) = (world.config.data_dir.join("lull.db"), world.config.data_dir.join("moved.db"));
    std::fs::rename(&file, &elsewhere).unwrap();
    passes(&world, "59m").await;
    for _ in 0..60 {
        passes(&world, "10s").await;
        assert_eq!(phase(&world), Phase::Reopening);
    }
    assert!(!file.exists(), "no other database was made in its place");
    assert!(world.engine.status_now().public.maintenance.overdue, "it takes longer than planned");
    let numbers = world.engine.metrics_snapshot().await;
    assert!(numbers.gate.overdue && numbers.away.is_some() && numbers.reopen_failures_total >= 60);
    let facts = world.engine.offline_facts();
    assert!(facts.iter().any(|fact| fact.contains("lull.db is not there")), "{facts:?}");
    std::fs::rename(&elsewhere, &file).unwrap();
    passes(&world, "1s").await;
    assert_eq!(phase(&world), Phase::Open);
    world.request(before.id).await;
    world.admin().runs("done").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_makes_no_database_in_the_place_of_one_that_is_away() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let file = world.config.data_dir.join("lull.db");
    std::fs::remove_file(&file).unwrap();
    let world = world.restarts().await;
    passes(&world, "2h").await;
    assert_eq!((phase(&world), file.exists()), (Phase::Reopening, false));
}
