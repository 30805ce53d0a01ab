//! Starts that are asked for at the very moment at which the database comes back.

use domain::id::RequestId;
use domain::maintenance::Phase;
use domain::request::{StartRequest, Status};
use engine::Error;
use serde_json::json;

use super::verbs::{passes, phase, plans};
use crate::alone_on_both;
use crate::harness::{DONE, Db, World};

/// The most that are asked for.
const MOST: usize = 3_000;

/// A process with an input.
const GREETS: &str = "name: greets\nkind: global\ninputs: [{ name: whom, required: true }]\nsteps:\n  - { id: hello, shell: greet }\n";

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

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_sealed_with_another_key_keeps_nobody_away() {
    let _alone = crate::ALONE.lock().await;
    let world = World::on(Db::Sqlite).await;
    world.process(GREETS).await;
    plans(&world, json!({})).await;
    passes(&world, "61m").await;
    let inputs = [("whom".to_owned(), "Ada".to_owned())].into();
    let ask = StartRequest { process: "greets".to_owned(), inputs, ..StartRequest::default() };
    let Err(Error::Offline(told)) = world.admin().asks(ask).await else { panic!("it is offline") };
    assert!(told.request.is_some());
    std::fs::remove_file(world.config.data_dir.join("key")).unwrap();
    let world = world.restarts().await;
    passes(&world, "59m").await;
    assert_eq!(phase(&world), Phase::Open);
    let told =
        "SELECT COUNT(*) FROM audit WHERE action = 'request.refused' AND detail LIKE '%cannot be decrypted%'";
    assert_eq!(world.counts(told).await, 1);
    assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
}
