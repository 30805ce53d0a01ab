//! A database that is too large to be checked whole before it is opened (rule 40).

use std::time::Duration;

use domain::maintenance::Phase;
use domain::permission::ManageMaintenance;
use engine::config::CHECK_LIMIT;
use serde_json::json;

use super::verbs::{draft_at, passes, phase, plans};
use crate::harness::{DONE, Db, World};

/// Some 20 MB: no look at it has ended within the limit of this story.
const BALLAST: &str = "CREATE TABLE ballast AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
                       WHERE i < 20000) SELECT i, hex(randomblob(500)) AS text FROM n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_too_long_to_check_is_opened_and_said_to_be_checked_in_part() {
    let _alone = crate::ALONE.lock().await;
    let mut world = World::on(Db::Sqlite).await;
    world.process(DONE).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    world.left(BALLAST).await;
    world.config.check_limit = Duration::ZERO;
    let mut world = world.restarts().await;
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Open, "it keeps nobody out");
    let facts = world.engine.offline_facts();
    let told =
        |fact: &String| fact.contains("before all of it was checked") && fact.contains("integrity_check");
    assert!(facts.iter().any(told), "{facts:?}");
    world.admin().runs("done").await.unwrap();

    world.config.check_limit = CHECK_LIMIT;
    let world = world.restarts().await;
    let draft = draft_at(world.clock.now().plus("1h".parse().unwrap()), json!({}));
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    world.engine.plan_blackout(&permit, draft).await.unwrap();
    passes(&world, "61m").await;
    assert_eq!(phase(&world), Phase::Offline);
    passes(&world, "59m").await;
    assert_eq!((phase(&world), world.engine.offline_facts()), (Phase::Open, Vec::new()));
    world.admin().runs("done").await.unwrap();
}
