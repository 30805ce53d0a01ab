//! A process that dies and another that starts: nothing is lost, nothing starts twice.

use domain::process::Outcome;
use domain::request::Status;

use super::harness::{DONE, OUTER, WORK};
use crate::on_both;

on_both! {
    async fn a_running_step_is_adopted_after_a_restart(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        let world = world.restarts().await;
        assert_eq!(world.request(request.id).await.status, Status::Running);
        world.ticks().await;
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        let done = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(done.steps[0].attempt, 1);
    }

    async fn a_sub_process_that_ended_unheard_lets_its_parent_go_on(world: World) {
        world.process(WORK).await;
        world.process(OUTER).await;
        let request = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        let world = world.restarts().await;
        world.ticks().await;
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn a_one_shot_whose_instant_passed_while_down_starts_late(world: World) {
        world.process(DONE).await;
        let at = world.clock.now().plus(domain::duration::Span::from_secs(600));
        let ask = domain::request::StartRequest { process: "done".to_owned(), at: Some(at), ..Default::default() };
        let request = world.admin().asks(ask).await.unwrap();
        assert_eq!(request.status, Status::Scheduled);
        world.clock.advance(domain::duration::Span::from_secs(7_200));
        let world = world.restarts().await;
        world.ticks().await;
        let done = world.reaches(request.id, Status::Succeeded).await;
        assert!(done.late);
    }

    async fn what_a_finish_was_to_stop_is_stopped_after_a_crash_that_lost_the_stop(world: World) {
        world.process("
name: race
kind: global
steps:
  - id: slow
    shell: slow
  - id: quick
    shell: quick
  - id: done
    needs: [quick]
    finish: { outcome: succeeded }
").await;
        let request = world.admin().runs("race").await.unwrap();
        world.runner.has_started(2).await;
        world.runner.hears_no_cancel();
        world.runner.ends("quick", Outcome::Succeeded);
        world.until(request.id, |r| r.steps[2].outcome.is_some()).await;
        let world = world.restarts().await;
        assert_eq!(world.request(request.id).await.status, Status::Running);
        world.ticks().await;
        let done = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(done.steps[0].outcome, Some(Outcome::Cancelled));
    }

    async fn a_cancel_that_was_lost_with_a_crash_is_asked_for_again(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.hears_no_cancel();
        world.engine.cancel(&world.admin().caller, request.id).await.unwrap();
        let world = world.restarts().await;
        world.ticks().await;
        world.reaches(request.id, Status::Cancelled).await;
    }

    async fn a_sub_process_that_outlived_its_time_out_unheard_is_cancelled_after_a_crash(world: World) {
        world.process(WORK).await;
        world.process(&format!("{OUTER}    timeout: 1m\n")).await;
        let request = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        let child = world.request(request.id).await.steps[0].child.unwrap();
        world.runner.hears_no_cancel();
        world.passes("61s").await;
        let cancelling = "SELECT COUNT(*) FROM request WHERE cancelling IS NOT NULL AND parent IS NOT NULL";
        while world.counts(cancelling).await == 0 {
            tokio::task::yield_now().await;
        }
        world.left("UPDATE request SET cancelling = NULL, cancelled_by = NULL WHERE parent IS NOT NULL").await;
        let world = world.restarts().await;
        world.ticks().await;
        let ended = world.reaches(child, Status::Cancelled).await;
        assert_eq!(ended.message.as_deref(), Some("cancelled by time-out"));
        let failed = world.reaches(request.id, Status::Failed).await;
        assert_eq!(failed.steps[0].outcome, Some(Outcome::TimedOut));
    }
}
