//! The manual hold: placed, edited, expired, lifted (rules 14 to 18, 20).

use domain::duration::Span;
use domain::maintenance::{Edit, MaintenanceEdit, Phase};
use domain::permission::Role;
use domain::request::Status;
use engine::Error;

use super::harness::{DONE, START, refused, ticked};
use crate::on_both;

on_both! {
    async fn a_run_asked_for_after_enable_returned_could_not_start(world: World) {
        world.process(DONE).await;
        let ada = world.somebody("ada", Role::Operator).await;
        assert_eq!(ada.runs("done").await.unwrap().status, Status::Succeeded);
        let on = world.admin().enables_maintenance("index rebuild").await;
        assert!(on.enabled);
        let request = refused(ada.runs("done").await);
        let refusal = request.refusal.clone().unwrap();
        assert_eq!(request.status.label(), "Could Not Start");
        assert_eq!(
            (refusal.owner.as_str(), refusal.reason.as_deref(), refusal.since, refusal.opens_at),
            ("admin", Some("index rebuild"), START, None)
        );
        assert_eq!(world.request(request.id).await.refusal, Some(refusal));
        world.admin().disables_maintenance().await;
        assert_eq!(ada.runs("done").await.unwrap().status, Status::Succeeded);
    }

    async fn a_stale_edit_is_refused_with_what_changed_but_enabling_never_is(world: World) {
        let seen = world.admin().enables_maintenance("first").await.epoch;
        world.admin().enables_maintenance("second").await;
        let stale = world.admin().edits_as_seen(ticked(false), Some(seen)).await;
        let Err(Error::Stale { changed, epoch }) = stale else { panic!("a stale lift went through: {stale:?}") };
        assert!(changed.contains("second") && epoch > seen, "{changed}");
        world.admin().disables_maintenance().await;
        assert!(world.admin().edits_as_seen(ticked(true), Some(seen)).await.unwrap().enabled);
    }

    async fn fault_3_of_two_edits_at_once_that_saw_the_same_state_one_wins_and_the_other_is_told_of_it(world: World) {
        let bob = world.somebody("bob", Role::Administrator).await;
        let ada = world.admin();
        let mut seen = ada.enables_maintenance("before").await.epoch;
        for round in 0..40 {
            let reason = |who: &str| MaintenanceEdit {
                reason: Edit::Set(format!("{who}, round {round}")),
                ..ticked(true)
            };
            let (adas, bobs) = tokio::join!(
                ada.edits_as_seen(reason("ada"), Some(seen)),
                bob.edits_as_seen(reason("bob"), Some(seen))
            );
            let (won, lost) = match (adas, bobs) {
                (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
                both => panic!("not exactly one won: {both:?}"),
            };
            let reason = won.hold.unwrap().reason.unwrap();
            let Error::Stale { epoch, changed } = lost else { panic!("{lost:?}") };
            assert!(epoch == won.epoch && changed.contains(&reason), "{changed} does not tell {reason}");
            let now = world.engine.status_now();
            assert_eq!(now.full.maintenance.reason.as_deref(), Some(reason.as_str()));
            seen = won.epoch;
        }
        let lifts = tokio::join!(
            ada.edits_as_seen(ticked(false), Some(seen)),
            bob.edits_as_seen(ticked(false), Some(seen))
        );
        assert!(
            matches!(lifts, (Ok(_), Err(Error::Stale { .. })) | (Err(Error::Stale { .. }), Ok(_))),
            "not exactly one lifted it: {lifts:?}"
        );
        assert!(!world.engine.status_now().full.maintenance.enabled);
    }

    async fn an_edit_keeps_since_and_owner_and_what_it_does_not_name(world: World) {
        let bob = world.somebody("bob", Role::Administrator).await;
        world.admin().enables_maintenance("index rebuild").await;
        world.clock.advance(Span::from_secs(600));
        let edit = MaintenanceEdit { message: Edit::Set("back soon".to_owned()), ..ticked(true) };
        let hold = bob.edits(edit).await.unwrap().hold.unwrap();
        assert_eq!((hold.since, hold.owner.as_str()), (START, "admin"));
        assert_eq!((hold.reason.as_deref(), hold.message.as_deref()), (Some("index rebuild"), Some("back soon")));
        let edit = MaintenanceEdit { reason: Edit::Clear, ..ticked(true) };
        assert_eq!(bob.edits(edit).await.unwrap().hold.unwrap().reason, None);
    }

    async fn an_expiry_is_ignored_by_the_gate_and_lifts_by_the_tick(world: World) {
        world.process(DONE).await;
        let expires = START.plus(Span::from_secs(60));
        world.admin().edits(MaintenanceEdit { expires_at: Edit::Set(expires), ..ticked(true) }).await.unwrap();
        world.clock.advance(Span::from_secs(61));
        refused(world.admin().runs("done").await);
        world.ticks().await;
        assert_eq!(world.admin().runs("done").await.unwrap().status, Status::Succeeded);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'maintenance.expire'").await, 1);
    }

    async fn the_mode_survives_a_restart(world: World) {
        world.process(DONE).await;
        world.admin().enables_maintenance("index rebuild").await;
        let world = world.restarts().await;
        refused(world.admin().runs("done").await);
        assert_eq!(world.engine.status_now().full.phase, Phase::Quiet);
    }

    async fn an_end_in_the_past_is_refused_and_nothing_changes(world: World) {
        let past = START.minus(Span::from_secs(1));
        let edit = MaintenanceEdit { estimated_end: Edit::Set(past), ..ticked(true) };
        let error = world.admin().edits(edit).await.unwrap_err();
        let Error::Invalid(errors) = error else { panic!("{error:?}") };
        assert_eq!(errors[0].path, "estimated_end");
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold").await, 0);
    }

    async fn only_who_may_manage_maintenance_does(world: World) {
        for (name, role) in [("olga", Role::Operator), ("vic", Role::Viewer)] {
            let person = world.somebody(name, role).await;
            assert!(matches!(person.edits(ticked(true)).await, Err(Error::Forbidden(_))));
        }
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold").await, 0);
    }

    async fn a_bypass_needs_its_permission_and_a_reason_and_is_on_record(world: World) {
        use domain::request::{Bypass, StartRequest};
        world.process(DONE).await;
        world.admin().enables_maintenance("index rebuild").await;
        let ada = world.somebody("ada", Role::Operator).await;
        let ask = |reason: &str| StartRequest {
            process: "done".to_owned(),
            bypass: Some(Bypass { reason: reason.to_owned() }),
            ..StartRequest::default()
        };
        assert!(matches!(ada.asks(ask("urgent")).await, Err(Error::Forbidden(_))));
        assert!(matches!(world.admin().asks(ask(" ")).await, Err(Error::Invalid(_))));
        let request = world.admin().asks(ask("security fix")).await.unwrap();
        assert_eq!(request.bypass.unwrap().reason, "security fix");
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'request.bypass'").await, 1);
    }

    async fn the_public_status_says_what_rule_19_lists_and_nothing_else(world: World) {
        let edit = MaintenanceEdit {
            reason: Edit::Set("cve-2026-1".to_owned()),
            message: Edit::Set("back at four".to_owned()),
            ..ticked(true)
        };
        world.admin().edits(edit).await.unwrap();
        let published = world.engine.status_now();
        assert!(published.full_event.contains("cve-2026-1") && published.full_event.contains("\"owner\":\"admin\""));
        for secret in ["cve-2026-1", "admin", "epoch", "version", "running"] {
            assert!(!published.public_event.contains(secret), "the public status tells {secret}");
        }
        assert!(published.public_event.contains("back at four"));
    }
}
