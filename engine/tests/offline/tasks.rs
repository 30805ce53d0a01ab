//! Manual tasks over a window: nobody can answer them in it (rules 32 and 33).

use domain::maintenance::Phase;
use domain::permission::{Read, RunProcesses};
use domain::request::{Bypass, Origin, StartRequest, Status};
use domain::task::{Response, Task, TaskFilter, Verdict};
use engine::Error;
use serde_json::json;

use super::verbs::{passes, phase, plans};
use crate::alone_on_both;
use crate::harness::{DONE, World};

const SIGN: &str = "name: sign\nkind: global\nsteps:\n  - { id: ok, timeout: 90m, manual: { prompt: Right? } }\n  - { id: then, needs: [ok], shell: make }\n";

async fn task(world: &World) -> Task {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let mut open = world.engine.tasks(&permit, TaskFilter::default()).await.unwrap().items;
    assert_eq!(open.len(), 1, "{open:?}");
    open.remove(0)
}

alone_on_both! {
    async fn the_deadline_of_a_task_stands_still_while_nobody_can_answer(world: World) {
        world.process(SIGN).await;
        let request = world.admin().runs("sign").await.unwrap();
        let before = task(&world).await.deadline.expect("a deadline");
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        assert_eq!(phase(&world), Phase::Offline);
        // Past its deadline, had it not stood still.
        passes(&world, "59m").await;
        assert_eq!(phase(&world), Phase::Open);
        let after = task(&world).await;
        let stood = after.deadline.expect("a deadline").since(before);
        assert_eq!(stood.to_string(), "59m", "by the time that the database was closed, and no more");
        let yes = Response { outcome: Verdict::Succeeded, comment: None, properties: Default::default() };
        world.engine.respond(&world.admin().caller, after.id, yes).await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("then", domain::process::Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn with_cancel_a_request_that_waits_at_a_task_is_cancelled_too(world: World) {
        world.process(SIGN).await;
        let request = world.admin().runs("sign").await.unwrap();
        task(&world).await;
        plans(&world, json!({ "stragglers": "cancel" })).await;
        passes(&world, "60m").await;
        world.reaches(request.id, Status::Cancelled).await;
        passes(&world, "60m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(world.counts("SELECT COUNT(*) FROM task WHERE outcome IS NULL").await, 0);
    }

    async fn no_bypass_lets_a_start_through_while_the_database_is_closed(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let bypass = Some(Bypass { reason: "it is urgent".to_owned() });
        let ask = StartRequest { process: "done".to_owned(), bypass, ..StartRequest::default() };
        let permit = world.admin().caller.permit::<RunProcesses>().unwrap();
        let Err(Error::Offline(told)) = world.engine.start(&permit, ask, Origin::Api).await else {
            panic!("it is offline")
        };
        let refused = told.request.expect("it will be on record");
        passes(&world, "59m").await;
        assert_eq!(world.request(refused).await.status, Status::CouldNotStart);
    }
}
