//! Steps: one after the other, tried again, waiting, queued; also under a hold.

use domain::duration::Span;
use domain::process::Outcome;
use domain::request::{Status, StepStatus};

use crate::harness::WORK;
use crate::on_both;

const CHAIN: &str = "
name: chain
kind: global
steps:
  - id: first
    shell: one
  - id: second
    needs: [first]
    shell: two
";

on_both! {
    async fn the_next_step_of_a_running_request_begins_under_a_hold(world: World) {
        world.process(CHAIN).await;
        let request = world.admin().runs("chain").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        world.runner.ends("first", Outcome::Succeeded);
        world.runner.has_started(2).await;
        world.runner.ends("second", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn a_failed_step_skips_what_needs_it_and_fails_the_request(world: World) {
        world.process(CHAIN).await;
        let request = world.admin().runs("chain").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("first", Outcome::Failed);
        let failed = world.reaches(request.id, Status::Failed).await;
        assert_eq!(failed.steps[1].outcome, Some(Outcome::Skipped));
        assert_eq!(world.runner.started(), 1);
    }

    async fn a_retry_waits_for_its_instant(world: World) {
        world.process("
name: again
kind: global
steps:
  - id: flaky
    shell: maybe
    retry: { attempts: 2, delay: 30s }
").await;
        let request = world.admin().runs("again").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("flaky", Outcome::Failed);
        world.until(request.id, |r| r.steps[0].status == StepStatus::Retrying).await;
        world.passes("29s").await;
        assert_eq!(world.runner.started(), 1);
        world.passes("2s").await;
        world.runner.has_started(2).await;
        world.runner.ends("flaky", Outcome::Succeeded);
        let done = world.reaches(request.id, Status::Succeeded).await;
        assert_eq!(done.steps[0].attempt, 2);
    }

    async fn a_wait_ends_at_its_instant(world: World) {
        world.process("
name: pause
kind: global
steps:
  - id: nap
    wait: { for: 10m }
").await;
        let request = world.admin().runs("pause").await.unwrap();
        assert_eq!(request.steps[0].wakes, Some(world.clock.now().plus(Span::from_secs(600))));
        world.passes("599s").await;
        assert_eq!(world.request(request.id).await.status, Status::Running);
        world.passes("1s").await;
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn steps_beyond_the_slots_wait_and_count_in_the_drain(world: World) {
        world.process(WORK).await;
        let mut ids = Vec::new();
        for _ in 0..6 {
            ids.push(world.admin().runs("work").await.unwrap().id);
        }
        world.runner.has_started(4).await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM step WHERE status = 'queued'").await, 2);
        world.admin().enables_maintenance("hold").await;
        let drain = world.engine.drain(&world.admin().caller.permit().unwrap()).await.unwrap();
        assert_eq!((drain.blockers.len(), drain.steps_running), (6, 4));
        world.runner.ends("build", Outcome::Succeeded);
        for id in &ids[..4] {
            world.reaches(*id, Status::Succeeded).await;
        }
        loop {
            world.ticks().await;
            if world.runner.started() == 6 { break }
            tokio::task::yield_now().await;
        }
        world.runner.ends("build", Outcome::Succeeded);
        for id in ids {
            world.reaches(id, Status::Succeeded).await;
        }
    }
}
