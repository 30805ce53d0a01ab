//! Restarts inside a window: the database is not touched.

use domain::maintenance::Phase;
use domain::process::Outcome;
use domain::request::Status;
use serde_json::json;

use super::verbs::{leads_there, passes, phase, plans, settles};
use crate::alone_on_both;
use crate::harness::{DONE, WORK};

alone_on_both! {
    async fn a_restart_inside_the_window_comes_up_offline_and_touches_nothing(world: World) {
        world.process(DONE).await;
        let login = world.engine.log_in("admin", "correct horse", None).await.unwrap();
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let file = world.config.data_dir.join("lull.db");
        let written = std::fs::metadata(&file).and_then(|found| found.modified()).ok();
        let mut world = world;
        for _ in 0..3 {
            world = world.restarts().await;
            assert_eq!(phase(&world), Phase::Offline);
            settles(&world).await;
            assert_eq!(leads_there(&world).await, Vec::<String>::new());
            assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
            passes(&world, "10m").await;
        }
        assert_eq!(std::fs::metadata(&file).and_then(|found| found.modified()).ok(), written);
        passes(&world, "29m").await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'blackout.offline'").await, 1);
    }

    async fn a_step_whose_server_restarted_in_the_window_is_adopted_when_the_database_is_back(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let world = world.restarts().await;
        passes(&world, "59m").await;
        assert_eq!(phase(&world), Phase::Open);
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn a_server_killed_right_after_the_database_is_back_opens_all_the_same(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        world.clock.advance("59m".parse().unwrap());
        world.ticks().await;
        assert_eq!((phase(&world), world.engine.is_away()), (Phase::Reopening, false));
        let world = world.restarts().await;
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn a_restart_while_a_confirmation_is_waited_for_keeps_to_the_hard_maximum(world: World) {
        world.process(DONE).await;
        plans(&world, json!({ "at_end": "confirm", "hard_maximum": "2h" })).await;
        passes(&world, "61m").await;
        passes(&world, "59m").await;
        let world = world.restarts().await;
        passes(&world, "1h59m").await;
        assert_eq!(phase(&world), Phase::Reopening);
        passes(&world, "1m").await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn a_server_that_was_down_over_the_end_checks_before_it_opens(world: World) {
        world.process(DONE).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        let clock = world.clock.clone();
        clock.advance("3h".parse().unwrap());
        let world = world.restarts().await;
        assert_eq!(phase(&world), Phase::Offline);
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn a_state_file_that_cannot_be_believed_keeps_the_database_closed(world: World) {
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        for copy in ["state.a", "state.b"] {
            std::fs::write(world.config.data_dir.join(copy), b"torn").unwrap();
        }
        let world = world.restarts().await;
        settles(&world).await;
        passes(&world, "2h").await;
        assert_eq!(phase(&world), Phase::Offline);
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        assert!(world.engine.offline_facts().iter().any(|fact| fact.contains("state.a")));
    }
}
