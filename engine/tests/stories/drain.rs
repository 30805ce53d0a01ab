//! The drain: exact quiet, forecasts, the two answers (rule 23).

use std::time::Duration;

use domain::duration::Span;
use domain::process::Outcome;
use domain::request::Status;

use super::harness::WORK;
use crate::on_both;

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
}
