//! Run when it opens, and one-shots (rules 9 and 10).

use domain::duration::Span;
use domain::permission::{ManageUsers, Role};
use domain::request::{StartRequest, Status};
use domain::user::UserEdit;
use engine::Error;

use super::harness::{DONE, refused};
use crate::on_both;

on_both! {
    async fn a_refused_run_starts_when_the_gate_opens(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("hold").await;
        let request = refused(world.admin().runs("done").await);
        let waiting = world.admin().runs_when_open(request.id).await.unwrap();
        assert_eq!((waiting.status, waiting.source), (Status::WaitingForOpen, Some(request.id)));
        assert!(matches!(world.admin().runs_when_open(request.id).await, Err(Error::Stale { .. })), "one per refusal");
        world.ticks().await;
        assert_eq!(world.request(waiting.id).await.status, Status::WaitingForOpen);
        world.admin().disables_maintenance().await;
        world.ticks().await;
        world.reaches(waiting.id, Status::Succeeded).await;
        assert_eq!(world.request(request.id).await.made_good_by, Some(waiting.id));
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed WHERE made_good_by IS NOT NULL").await, 1);
    }

    async fn waiting_runs_start_at_the_pace_that_is_set(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("hold").await;
        for _ in 0..3 {
            let request = refused(world.admin().runs("done").await);
            world.admin().runs_when_open(request.id).await.unwrap();
        }
        world.admin().disables_maintenance().await;
        const BEGUN: &str = "SELECT COUNT(*) FROM request WHERE began IS NOT NULL";
        world.ticks().await;
        world.ticks().await;
        assert_eq!(world.counts(BEGUN).await, 1, "five a minute is one every 12 s");
        world.passes("11s").await;
        assert_eq!(world.counts(BEGUN).await, 1);
        world.passes("1s").await;
        assert_eq!(world.counts(BEGUN).await, 2);
    }

    async fn lost_rights_end_the_wait_with_words(world: World) {
        world.process(DONE).await;
        let ada = world.somebody("ada", Role::Operator).await;
        world.admin().enables_maintenance("hold").await;
        let request = refused(ada.runs("done").await);
        let waiting = ada.runs_when_open(request.id).await.unwrap();
        let edit = UserEdit { role: Some(Role::Viewer), ..UserEdit::default() };
        let permit = world.admin().caller.permit::<ManageUsers>().unwrap();
        world.engine.edit_user(&permit, ada.caller.me.id, edit).await.unwrap();
        world.admin().disables_maintenance().await;
        world.ticks().await;
        let ended = world.reaches(waiting.id, Status::CouldNotStart).await;
        assert!(ended.message.unwrap().contains("Run Processes"));
    }

    async fn after_seven_days_the_wait_is_over_under_the_hold_too_and_it_is_missed_work_again(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("hold").await;
        let request = refused(world.admin().runs("done").await);
        let waiting = world.admin().runs_when_open(request.id).await.unwrap();
        world.clock.advance(Span::from_secs(7 * 86_400 + 1));
        world.ticks().await;
        let ended = world.reaches(waiting.id, Status::CouldNotStart).await;
        assert!(ended.message.unwrap().contains("7 days"));
        assert_eq!(ended.refusal, request.refusal, "it could not start for the same reason");
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed WHERE made_good_by IS NULL").await, 1);
        world.admin().runs_when_open(request.id).await.unwrap();
    }

    async fn a_waiting_request_that_is_cancelled_leaves_missed_work(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("hold").await;
        let request = refused(world.admin().runs("done").await);
        let waiting = world.admin().runs_when_open(request.id).await.unwrap();
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed WHERE made_good_by IS NULL").await, 0);
        world.engine.cancel(&world.admin().caller, waiting.id).await.unwrap();
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed WHERE made_good_by IS NULL").await, 1);
        world.admin().runs_when_open(request.id).await.unwrap();
    }

    async fn a_one_shot_is_a_start_like_any_other_at_its_instant(world: World) {
        world.process(DONE).await;
        let at = world.clock.now().plus(Span::from_secs(60));
        let ask = || StartRequest { process: "done".to_owned(), at: Some(at), ..StartRequest::default() };
        let first = world.admin().asks(ask()).await.unwrap();
        world.admin().enables_maintenance("hold").await;
        let second = world.admin().asks(ask()).await.unwrap();
        world.passes("60s").await;
        for id in [first.id, second.id] {
            let request = world.reaches(id, Status::CouldNotStart).await;
            assert_eq!(request.refusal.unwrap().rule.as_str(), "calendar");
        }
        let past = StartRequest { at: Some(world.clock.now()), ..ask() };
        assert!(matches!(world.admin().asks(past).await, Err(Error::Invalid(_))));
    }

    async fn a_waiting_request_can_be_cancelled(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("hold").await;
        let request = refused(world.admin().runs("done").await);
        let waiting = world.admin().runs_when_open(request.id).await.unwrap();
        let ended = world.engine.cancel(&world.admin().caller, waiting.id).await.unwrap();
        assert_eq!(ended.status, Status::Cancelled);
        world.admin().disables_maintenance().await;
        world.ticks().await;
        assert_eq!(world.request(waiting.id).await.status, Status::Cancelled);
    }
}
