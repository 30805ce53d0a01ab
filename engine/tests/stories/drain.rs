//! The drain: exact quiet, forecasts, the two answers (rule 23).

use std::time::Duration;

use domain::duration::Span;
use domain::process::Outcome;
use domain::request::Status;

use super::harness::{DONE, WORK};
use crate::on_both;

/// Asks a person after its first step, and then starts a process whose own sub-process asks one.
const ASKS: &str = "name: asks\nkind: global\nsteps:\n  - id: build\n    shell: make\n  - id: sign-off\n    needs: [build]\n    \
                    manual: { prompt: Right? }\n  - id: deep\n    needs: [sign-off]\n    run_process: { process: outer }\n  \
                    - id: end\n    needs: [deep]\n    run_process: { process: work }\n";

/// Makes 1,003 requests that run out of the one that is there; the last of them is suspended.
const COPIES: &str = "INSERT INTO request (id, root, status, process, process_name, process_version, rev, actor_id, actor, \
     origin, operation, created, began, late, inputs, secrets, depth) \
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1003) \
     SELECT 'req_01980000000070008000000000' || SUBSTR(CAST(1000000 + i AS TEXT), 2), \
     'req_01980000000070008000000000' || SUBSTR(CAST(1000000 + i AS TEXT), 2), \
     CASE WHEN i = 1003 THEN 'suspended' ELSE 'running' END, process, process_name, process_version, rev, actor_id, actor, \
     origin, operation, created, began, late, inputs, secrets, depth FROM request CROSS JOIN n";

on_both! {
    async fn the_drain_is_quiet_when_the_last_request_has_ended_and_not_before(world: World) {
        world.process(WORK).await;
        let permit = world.admin().caller.permit().unwrap();
        let idle = world.engine.drain(&permit).await.unwrap();
        assert!(!idle.quiet && !idle.restart.host.safe, "without a hold it is never quiet");
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        let draining = world.engine.drain(&permit).await.unwrap();
        assert!(!draining.quiet && !draining.restart.host.safe && draining.restart.lull.safe);
        assert_eq!(draining.blockers[0].id, request.id);
        assert_eq!(draining.blockers[0].step.as_deref(), Some("build"));
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        let quiet = world.engine.drain(&permit).await.unwrap();
        assert!(quiet.quiet && quiet.restart.host.safe && quiet.blockers.is_empty());
    }

    async fn a_wait_for_quiet_answers_when_it_is(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        let stop = tokio_util::sync::CancellationToken::new();
        let (engine, stopped) = (world.engine.clone(), stop.clone());
        let worker = tokio::spawn(async move { engine.run(stopped).await });
        let (engine, permit) = (world.engine.clone(), world.admin().caller.permit().unwrap());
        let waiting = tokio::spawn(async move { engine.drain_wait(&permit, Duration::from_secs(300)).await });
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        assert!(waiting.await.unwrap().unwrap().quiet);
        stop.cancel();
        worker.await.unwrap();
    }

    async fn a_forecast_comes_from_past_durations(world: World) {
        world.process(WORK).await;
        for (so_far, seconds) in [60, 120, 180].into_iter().enumerate() {
            let request = world.admin().runs("work").await.unwrap();
            world.runner.has_started(so_far + 1).await;
            world.until(request.id, |r| r.status == Status::Running).await;
            world.clock.advance(Span::from_secs(seconds));
            world.runner.ends("build", Outcome::Succeeded);
            world.reaches(request.id, Status::Succeeded).await;
        }
        let request = world.admin().runs("work").await.unwrap();
        world.admin().enables_maintenance("hold").await;
        let drain = world.engine.drain(&world.admin().caller.permit().unwrap()).await.unwrap();
        let began = request.began.unwrap();
        let quiet = drain.quiet_expected_at.unwrap();
        assert_eq!((quiet.p50, quiet.p90), (began.plus(Span::from_secs(120)), began.plus(Span::from_secs(180))));
    }

    async fn a_person_who_is_still_to_be_asked_is_said_and_left_out(world: World) {
        world.process("name: sign\nkind: global\nsteps: [{ id: ok, manual: { prompt: Right? } }]\n").await;
        world.process("name: outer\nkind: global\nsteps: [{ id: in, run_process: { process: sign } }]\n").await;
        world.process(WORK).await;
        world.process(ASKS).await;
        let request = world.admin().runs("asks").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        let permit = world.admin().caller.permit().unwrap();
        let drain = world.engine.drain(&permit).await.unwrap();
        let blocker = &drain.blockers[0];
        assert!(!blocker.waits_for_person && blocker.step.as_deref() == Some("build"));
        assert_eq!(blocker.answers_to_come, ["sign-off", "deep"], "deep starts a process that asks");
        assert!(drain.left_out.unwrap().contains("has yet to ask a person"));
        world.runner.ends("build", Outcome::Succeeded);
        world.until(request.id, |r| r.steps[1].task.is_some()).await;
        let drain = world.engine.drain(&permit).await.unwrap();
        let blocker = &drain.blockers[0];
        assert!(blocker.waits_for_person && blocker.expected_end.is_none());
        assert_eq!(blocker.answers_to_come, ["deep"]);
        assert!(drain.left_out.unwrap().starts_with("One manual task waits"));
    }

    async fn more_requests_than_are_told_are_counted_and_quiet_waits_for_the_last(world: World) {
        world.process(DONE).await;
        world.admin().runs("done").await.unwrap();
        world.left(COPIES).await;
        world.admin().enables_maintenance("hold").await;
        let permit = world.admin().caller.permit().unwrap();
        let drain = world.engine.drain(&permit).await.unwrap();
        assert_eq!((drain.blockers.len(), drain.blockers_more, drain.running()), (1_000, 3, 1_003));
        assert!(!drain.quiet && drain.quiet_expected_at.is_none());
        assert_eq!(drain.restart.host.why, "No: done and 1002 more still run.");
        assert!(drain.left_out.unwrap().contains("3 more requests run"));
        world.left("UPDATE request SET status = 'succeeded', ended = began WHERE status = 'running'").await;
        let last = world.engine.drain(&permit).await.unwrap();
        assert_eq!((last.blockers.len(), last.blockers_more, last.quiet), (1, 0, false), "one is suspended");
        world.left("UPDATE request SET status = 'succeeded', ended = began WHERE status = 'suspended'").await;
        assert!(world.engine.drain(&permit).await.unwrap().quiet);
    }
}
