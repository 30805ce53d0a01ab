//! A process that dies and another that starts: nothing is lost, nothing starts twice.

use domain::process::Outcome;
use domain::request::Status;

use super::harness::{DONE, WORK};
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
        world.process("
name: outer
kind: global
steps:
  - id: inner
    run_process: { process: work }
").await;
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
}
