//! What is old is forgotten, what is not is kept; and the numbers.

use std::path::PathBuf;

use domain::permission::{ManageSettings, Role};
use domain::process::Outcome;
use domain::request::Status;
use domain::settings::SettingsEdit;

use super::harness::{DONE, OUTER, WORK, refused, ticked};
use crate::on_both;

on_both! {
    async fn what_ended_long_ago_is_forgotten_whole_and_what_runs_is_kept(world: World) {
        for source in [DONE, WORK, OUTER] {
            world.process(source).await;
        }
        let folder = |id: &dyn std::fmt::Display| -> PathBuf { world.engine.data_dir().join("steps").join(id.to_string()) };
        // Refused, with a row in the ledger.
        world.admin().enables_maintenance("hold").await;
        refused(world.admin().runs("done").await);
        world.admin().disables_maintenance().await;
        // A tree, whose sub-process left files.
        let old = world.admin().runs("outer").await.unwrap();
        let child = world.runner.has_started(1).await.pop().unwrap().folder;
        std::fs::create_dir_all(child.join("deep")).unwrap();
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(old.id, Status::Succeeded).await;
        // One that goes on.
        let running = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(2).await;
        std::fs::create_dir_all(folder(&running.id)).unwrap();
        let (stray, foreign) = (folder(&"req_00000000000070008000000000000000"), folder(&"notes"));
        std::fs::create_dir_all(&stray).unwrap();
        std::fs::create_dir_all(&foreign).unwrap();
        let entries = world.counts("SELECT COUNT(*) FROM audit").await;

        world.passes("89d").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 5);
        let fresh = world.admin().runs("done").await.unwrap();
        world.passes("2d").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 3);
        assert_eq!(world.counts("SELECT COUNT(*) FROM step").await, 3);
        assert_eq!(world.counts("SELECT COUNT(*) FROM missed").await, 0);
        assert_eq!(world.counts("SELECT COUNT(*) FROM session").await, 0, "all of them have ended");
        assert_eq!(world.request(running.id).await.status, Status::Running);
        assert_eq!(world.request(fresh.id).await.status, Status::Succeeded);
        assert!(!child.exists() && !stray.exists(), "files of what was forgotten go too");
        assert!(folder(&running.id).exists() && foreign.exists());
        assert!(world.counts("SELECT COUNT(*) FROM audit").await >= entries, "the audit trail is kept");
    }

    async fn a_folder_of_no_request_is_kept_until_it_is_old(world: World) {
        world.process(DONE).await;
        let known = world.admin().runs("done").await.unwrap();
        let unknown = world.engine.data_dir().join("steps").join(known.id.to_string());
        std::fs::create_dir_all(unknown.join("build/1")).unwrap();
        std::fs::write(unknown.join("build/1/log"), "all that is left of what ran").unwrap();
        // As if the setting named another database than yesterday's.
        world.left("DELETE FROM step").await;
        world.left("DELETE FROM request").await;
        for days in ["1h", "89d"] {
            world.passes(days).await;
            assert!(unknown.join("build/1/log").exists(), "gone after {days}");
        }
        world.passes("1d").await;
        assert!(!unknown.exists());
    }

    async fn the_days_are_a_setting(world: World) {
        world.process(DONE).await;
        assert!(world.admin().caller.permit::<ManageSettings>().is_ok());
        let edit = SettingsEdit { keep_days: Some(2), ..SettingsEdit::default() };
        world.engine.edit_settings(&world.admin().caller, edit, None).await.unwrap();
        world.admin().runs("done").await.unwrap();
        world.passes("1d").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 1);
        world.passes("1d1s").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn a_refused_request_is_kept_while_another_waits_to_make_it_good(world: World) {
        world.process(DONE).await;
        let edit = SettingsEdit { keep_days: Some(1), ..SettingsEdit::default() };
        world.engine.edit_settings(&world.admin().caller, edit, None).await.unwrap();
        world.admin().enables_maintenance("hold").await;
        let first = refused(world.admin().runs("done").await);
        let waits = world.admin().runs_when_open(first.id).await.unwrap();
        world.passes("2d").await;
        assert_eq!(world.request(first.id).await.made_good_by, Some(waits.id));
        world.admin().disables_maintenance().await;
        world.ticks().await;
        world.reaches(waits.id, Status::Succeeded).await;
        world.passes("2d").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn more_than_one_batch_is_forgotten_in_a_round(world: World) {
        world.process(DONE).await;
        for _ in 0..45 {
            world.admin().runs("done").await.unwrap();
        }
        world.passes("91d").await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM request").await, 0);
    }

    async fn the_numbers_say_what_runs_and_what_was_refused(world: World) {
        world.process(WORK).await;
        world.somebody("ada", Role::Operator).await.runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().enables_maintenance("hold").await;
        refused(world.admin().runs("work").await);
        let now = world.engine.metrics_snapshot().await;
        assert_eq!((now.starts_total, now.refusals_total, now.steps_attended), (1, 1, 1));
        assert!(now.connections_open > 0);
        let (gate, stored) = (now.gate, now.stored.unwrap());
        let of = |status| stored.requests.iter().find(|(one, _)| *one == status).unwrap().1;
        assert_eq!((of(Status::Running), of(Status::CouldNotStart), of(Status::Failed)), (1, 1, 0));
        assert_eq!((stored.steps_running, stored.steps_queued, stored.tasks_open), (1, 0, 0));
        assert!(gate.held && gate.held_since == Some(world.clock.now()));
    }

    async fn an_opening_is_counted_once_and_a_hold_whose_end_has_passed_is_overdue(world: World) {
        use domain::duration::Span;
        use domain::maintenance::{Edit, MaintenanceEdit};
        let numbers = async || {
            let now = world.engine.metrics_snapshot().await;
            (now.openings_total, now.gate.overdue)
        };
        assert_eq!(numbers().await, (0, false));
        let end = Edit::Set(world.clock.now().plus(Span::from_secs(60)));
        world.admin().edits(MaintenanceEdit { estimated_end: end, ..ticked(true) }).await.unwrap();
        assert_eq!(numbers().await, (0, false));
        world.passes("61s").await;
        assert_eq!(numbers().await, (0, true));
        world.admin().disables_maintenance().await;
        world.admin().disables_maintenance().await;
        assert_eq!(numbers().await, (1, false));
    }

    async fn attempts_are_counted_when_they_begin_and_end_and_adopted_ones_do_not_begin_again(world: World) {
        world.process(WORK).await;
        let counted = |world: &World| {
            let engine = world.engine.clone();
            async move {
                let now = engine.metrics_snapshot().await;
                (now.steps_started_total, now.steps_ended_total, now.steps_interrupted_total)
            }
        };
        let first = world.admin().runs("work").await.unwrap();
        let second = world.admin().runs("work").await.unwrap();
        world.runner.has_started(2).await;
        assert_eq!(counted(&world).await, (2, 0, 0));
        let world = world.restarts().await;
        world.ticks().await;
        world.runner.has_started(2).await;
        assert_eq!(counted(&world).await, (0, 0, 0), "adopted, not started");
        world.runner.ends("build", Outcome::Interrupted);
        world.reaches(first.id, Status::Failed).await;
        world.reaches(second.id, Status::Failed).await;
        world.admin().runs("work").await.unwrap();
        world.runner.has_started(3).await;
        world.runner.ends("build", Outcome::Succeeded);
        let third = world.admin().runs("work").await.unwrap();
        world.runner.has_started(4).await;
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(third.id, Status::Succeeded).await;
        assert_eq!(counted(&world).await, (2, 4, 2));
    }
}
