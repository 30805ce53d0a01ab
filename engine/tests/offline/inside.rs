//! A process that begins inside a window, with nobody there at its start: it comes up offline, and touches nothing.

use domain::maintenance::Phase;
use domain::process::Outcome;
use domain::request::{Origin, StartRequest, Status};
use engine::Error;
use serde_json::json;

use super::verbs::{leads_there, passes, phase, plans, settles};
use crate::alone_on_both;
use crate::harness::{DONE, WORK};

alone_on_both! {
    async fn a_server_that_is_started_in_a_window_comes_up_offline_and_opens_nothing(world: World) {
        world.process(WORK).await;
        world.process(DONE).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        let login = world.engine.log_in("admin", "correct horse", None).await.unwrap();
        plans(&world, json!({})).await;
        // Nobody ticks any more.
        world.clock.advance("75m".parse().unwrap());
        let world = world.restarts().await;
        assert_eq!(phase(&world), Phase::Offline);
        assert!(world.engine.is_away());
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        settles(&world).await;
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        let world = world.restarts().await;
        assert_eq!(phase(&world), Phase::Offline, "and so does the next one");
        passes(&world, "45m").await;
        assert_eq!(phase(&world), Phase::Open);
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        let ended = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(ended.steps[0].attempt, 1, "it is taken up, not given up");
        world.admin().runs("done").await.unwrap();
        for action in ["blackout.close", "blackout.offline", "blackout.over"] {
            let sql: &'static str = Box::leak(format!("SELECT COUNT(*) FROM audit WHERE action = '{action}'").into_boxed_str());
            assert_eq!(world.counts(sql).await, 1, "{action}");
        }
    }

    async fn a_server_that_is_started_after_the_window_opens_as_ever(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        world.clock.advance("3h".parse().unwrap());
        let world = world.restarts().await;
        assert!(!world.engine.is_away());
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn a_start_to_come_is_told_that_it_was_not_planned(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let at = Some(world.clock.now().plus("1d".parse().unwrap()));
        let ask = StartRequest { process: "done".to_owned(), at, ..StartRequest::default() };
        let permit = world.admin().caller.permit().unwrap();
        let Err(Error::Offline(told)) = world.engine.start(&permit, ask, Origin::Api).await else {
            panic!("it is offline")
        };
        assert_eq!((told.request, told.counted), (None, false));
        assert!(told.opens_at.is_some());
        passes(&world, "59m").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
    }
}
