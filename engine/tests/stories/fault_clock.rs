//! Fault 24: a clock that is moved both ways. What was reached is recorded, and never done twice or undone.

use domain::duration::Span;
use domain::maintenance::{Edit, MaintenanceEdit};
use domain::request::{StartRequest, Status};
use engine::worker::Rounds;

use super::harness::{DONE, START, refused, ticked};
use crate::on_both;

const EXPIRED: &str = "SELECT COUNT(*) FROM audit WHERE action = 'maintenance.expire'";

/// An instant so many seconds after the start.
fn at(secs: i64) -> domain::time::Timestamp {
    START.plus(Span::from_secs(secs))
}

on_both! {
    async fn fault_24_an_expiry_lifts_its_hold_once_however_the_clock_is_moved(world: World) {
        world.process(DONE).await;
        let expiring = MaintenanceEdit { expires_at: Edit::Set(at(60)), ..ticked(true) };
        let placed = world.admin().edits(expiring).await.unwrap();
        for secs in [59, 0, 30, 59] {
            world.clock.set(at(secs));
            world.ticks().await;
            refused(world.admin().runs("done").await);
        }
        world.clock.set(START.minus(Span::from_secs(86_400)));
        world.ticks().await;
        refused(world.admin().runs("done").await);
        for secs in [60, 0, 61, 3_600, 60] {
            world.clock.set(at(secs));
            world.ticks().await;
            assert_eq!(world.admin().runs("done").await.unwrap().status, Status::Succeeded);
            assert_eq!(world.counts(EXPIRED).await, 1);
        }
        // A new hold is not touched by the expiry of the one before, wherever the clock goes.
        world.clock.set(at(30));
        let again = world.admin().enables_maintenance("again").await;
        assert_eq!(again.epoch, placed.epoch + 2, "placed, lifted, placed");
        for secs in [61, 0, 7_200] {
            world.clock.set(at(secs));
            world.ticks().await;
            refused(world.admin().runs("done").await);
        }
        assert_eq!(world.counts(EXPIRED).await, 1);
    }

    async fn fault_24_two_ticks_at_once_lift_an_expired_hold_once(world: World) {
        let expiring = MaintenanceEdit { expires_at: Edit::Set(at(60)), ..ticked(true) };
        let placed = world.admin().edits(expiring).await.unwrap();
        world.clock.set(at(60));
        let (mut one, mut two) = (Rounds::default(), Rounds::default());
        let (one, two) = tokio::join!(world.engine.tick(&mut one), world.engine.tick(&mut two));
        one.and(two).unwrap();
        assert_eq!(world.counts(EXPIRED).await, 1);
        assert_eq!(world.engine.status_now().full.epoch, Some(placed.epoch + 1));
    }

    async fn fault_24_a_one_shot_starts_once_however_the_clock_is_moved(world: World) {
        world.process(DONE).await;
        let ask = StartRequest { process: "done".to_owned(), at: Some(at(60)), ..StartRequest::default() };
        let request = world.admin().asks(ask).await.unwrap();
        for secs in [30, 0, 59] {
            world.clock.set(at(secs));
            world.ticks().await;
            assert_eq!(world.request(request.id).await.status, Status::Scheduled);
        }
        for secs in [60, 0, 61, 30, 120] {
            world.clock.set(at(secs));
            world.ticks().await;
            assert_eq!(world.request(request.id).await.status, Status::Succeeded);
        }
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 1);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'request.start'").await, 1);
    }

    async fn fault_24_a_wait_that_is_over_stays_over_when_the_clock_is_set_back(world: World) {
        world.process("
name: pause
kind: global
steps:
  - id: pause
    wait: { for: 60s }
  - id: build
    needs: [pause]
    shell: make
").await;
        let request = world.admin().runs("pause").await.unwrap();
        world.clock.set(at(60));
        world.ticks().await;
        world.runner.has_started(1).await;
        for secs in [0, 60, 30] {
            world.clock.set(at(secs));
            world.ticks().await;
        }
        assert_eq!(world.runner.started(), 1);
        world.runner.ends("build", domain::process::Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }
}
