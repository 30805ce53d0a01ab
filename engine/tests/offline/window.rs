//! A window from its drain to its end.

use domain::maintenance::Phase;
use domain::process::Outcome;
use domain::request::Status;
use domain::user::NewToken;
use serde_json::json;

use super::verbs::{draft_at, leads_there, passes, phase, plans, runs, settles};
use crate::alone_on_both;
use crate::harness::{DONE, WORK, refused};

alone_on_both! {
    async fn the_database_is_the_administrators_alone_from_start_to_end(world: World) {
        world.process(DONE).await;
        let before = world.admin().runs("done").await.unwrap();
        plans(&world, json!({})).await;
        passes(&world, "30m").await;
        assert_eq!(phase(&world), Phase::Quiet);
        let refused = refused(world.admin().runs("done").await);
        passes(&world, "30m").await;
        assert_eq!(phase(&world), Phase::Offline);
        assert!(world.engine.is_away());
        assert_eq!(leads_there(&world).await, Vec::<String>::new());
        let status = world.engine.status_now().public.clone();
        assert_eq!(status.maintenance.message.as_deref(), Some("Back at four"));
        assert!(status.maintenance.estimated_end.is_some());
        passes(&world, "59m59s").await;
        assert_eq!((phase(&world), leads_there(&world).await.len()), (Phase::Offline, 0));
        passes(&world, "1s").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(world.request(before.id).await.status, Status::Succeeded);
        assert_eq!(world.request(refused.id).await.status, Status::CouldNotStart);
        world.admin().runs("done").await.unwrap();
        let moves = "SELECT COUNT(*) FROM audit WHERE action IN ('blackout.announce', 'blackout.hold', 'blackout.close', \
                     'blackout.offline', 'blackout.reopen', 'blackout.over')";
        assert_eq!(world.counts(moves).await, 6);
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 0);
    }

    async fn what_happened_to_it_is_told_from_its_plan_to_its_end(world: World) {
        let blackout = plans(&world, json!({})).await;
        passes(&world, "61m").await;
        passes(&world, "59m").await;
        assert_eq!(phase(&world), Phase::Open);
        let permit = world.admin().caller.permit().unwrap();
        let history = world.engine.blackout_history(&permit, blackout.id).await.unwrap();
        let told: Vec<String> =
            history.entries.iter().map(|entry| format!("{} by {}", entry.action, entry.actor.name)).collect();
        assert_eq!(told, [
            "blackout.create by admin",
            "blackout.announce by blackout",
            "blackout.hold by blackout",
            "blackout.close by blackout",
            "blackout.offline by blackout",
            "blackout.reopen by blackout",
            "blackout.over by blackout",
        ]);
        assert_eq!((history.earlier, history.without_a_record), (false, 0));
    }

    async fn what_runs_is_suspended_ends_in_the_window_and_goes_on_after_it(world: World) {
        world.process("name: two\nkind: global\nsteps:\n  - { id: build, shell: make }\n  - { id: test, needs: [build], shell: check }\n").await;
        let request = world.admin().runs("two").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        assert_eq!(phase(&world), Phase::Offline);
        world.runner.ends("build", Outcome::Succeeded);
        passes(&world, "58m").await;
        assert_eq!(world.runner.started(), 1, "no further step begins");
        passes(&world, "1m").await;
        assert_eq!(phase(&world), Phase::Open);
        runs(&world, "test").await;
        world.runner.ends("test", Outcome::Succeeded);
        let ended = world.reaches(request.id, Status::Succeeded).await;
        assert!(ended.steps.iter().all(|step| step.attempt == 1), "each ran once");
    }

    async fn what_runs_through_the_whole_window_is_reported_once(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        passes(&world, "59m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert_eq!(world.request(request.id).await.status, Status::Running);
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(world.runner.started(), 1);
    }

    async fn with_confirm_the_database_is_back_and_the_hold_stays(world: World) {
        world.process(DONE).await;
        let blackout = plans(&world, json!({ "at_end": "confirm" })).await;
        passes(&world, "61m").await;
        passes(&world, "60m").await;
        assert_eq!(phase(&world), Phase::Reopening);
        assert!(!world.engine.is_away());
        refused(world.admin().runs("done").await);
        let permit = world.admin().caller.permit().unwrap();
        world.engine.act_on_blackout(&permit, blackout.id, engine::blackout::Act::Confirm).await.unwrap();
        assert_eq!(phase(&world), Phase::Open);
        world.admin().runs("done").await.unwrap();
    }

    async fn a_wait_for_stragglers_delays_the_closing_to_its_limit(world: World) {
        world.process(WORK).await;
        world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({ "stragglers": { "wait": "10m" } })).await;
        passes(&world, "60m").await;
        assert_eq!(phase(&world), Phase::Draining);
        passes(&world, "9m59s").await;
        assert_eq!(phase(&world), Phase::Draining);
        passes(&world, "1s").await;
        assert_eq!(phase(&world), Phase::Offline);
        passes(&world, "50m").await;
        assert_eq!(phase(&world), Phase::Open, "the end does not move");
    }

    async fn with_cancel_what_runs_is_cancelled_then_the_database_closes(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        plans(&world, json!({ "stragglers": "cancel" })).await;
        passes(&world, "60m").await;
        world.reaches(request.id, Status::Cancelled).await;
        settles(&world).await;
        assert_eq!(phase(&world), Phase::Offline);
    }

    async fn people_stay_logged_in_and_their_clocks_stand_still(world: World) {
        let login = world.engine.log_in("admin", "correct horse", None).await.unwrap();
        plans(&world, json!({ "duration": "20h", "hard_maximum": "40h" })).await;
        passes(&world, "61m").await;
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        assert!(world.engine.authenticate("nonsense").await.unwrap().is_none());
        passes(&world, "18h").await;
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        passes(&world, "1h59m").await;
        assert_eq!(phase(&world), Phase::Open);
        assert!(
            world.engine.authenticate(&login.secret).await.unwrap().is_some(),
            "12 hours less one and a minute are left"
        );
        passes(&world, "10h58m").await;
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_some());
        passes(&world, "3m").await;
        assert!(world.engine.authenticate(&login.secret).await.unwrap().is_none());
    }

    async fn the_clock_of_a_token_stands_still_too(world: World) {
        let expires = Some(world.clock.now().plus("90m".parse().unwrap()));
        let new = NewToken { name: "ci".to_owned(), expires };
        let made = world.engine.make_token(&world.admin().caller, new).await.unwrap();
        plans(&world, json!({})).await;
        passes(&world, "61m").await;
        passes(&world, "58m").await;
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_some(), "half an hour is left");
        passes(&world, "1m").await;
        assert_eq!(phase(&world), Phase::Open);
        passes(&world, "28m").await;
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_some());
        passes(&world, "2m").await;
        assert!(world.engine.authenticate(&made.secret).await.unwrap().is_none());
    }

    async fn strangers_read_in_the_calendar_what_everybody_was_told_and_no_names(world: World) {
        plans(&world, json!({})).await;
        let permit = world.admin().caller.permit().unwrap();
        let later = world.clock.now().plus("72h".parse().unwrap());
        world.engine.plan_blackout(&permit, draft_at(later, json!({ "name": "move" }))).await.unwrap();
        passes(&world, "61m").await;
        let names = |known| -> Vec<String> {
            world.engine.calendar_snapshot(known).into_iter().map(|window| window.name).collect()
        };
        assert_eq!(names(true), ["database upgrade", "move"]);
        assert_eq!(names(false), ["Maintenance"]);
    }
}
