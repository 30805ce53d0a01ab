//! Starts that are asked for at the very moment at which the database comes back.

use domain::id::RequestId;
use domain::maintenance::Phase;
use domain::request::Status;
use engine::Error;
use serde_json::json;

use super::verbs::{passes, phase, plans};
use crate::alone_on_both;
use crate::harness::{DONE, World};

/// The most that are asked for.
const MOST: usize = 3_000;

/// Asks again and again until the database is back; answers the ids that were told.
async fn asks_until_it_is_back(world: &World) -> Vec<RequestId> {
    let mut told = Vec::new();
    for _ in 0..MOST {
        match world.admin().runs("done").await {
            Err(Error::Offline(offline)) => told.push(offline.request.expect("it will be on record")),
            Ok(_) | Err(Error::CouldNotStart(_)) => break,
            Err(error) => panic!("{error}"),
        }
    }
    told
}

alone_on_both! {
    async fn every_start_that_was_told_its_id_is_on_record_and_none_keeps_the_database_away(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let (told, ()) = tokio::join!(asks_until_it_is_back(&world), passes(&world, "59m"));
        assert_eq!(phase(&world), Phase::Open, "after {} starts", told.len());
        assert!(!told.is_empty());
        for id in told {
            assert_eq!(world.request(id).await.status, Status::CouldNotStart);
        }
        assert!(!world.config.data_dir.join("journal").exists(), "nothing waits for the next window");
    }
}
