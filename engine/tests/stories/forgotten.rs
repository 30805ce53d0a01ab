//! A manual hold without an end asks after a while whether it is still wanted (rule 43).

use domain::duration::Span;
use domain::maintenance::{Edit, MaintenanceEdit};
use domain::permission::{ManageMaintenance, Role};
use domain::settings::SettingsEdit;
use engine::Error;

use super::harness::{START, World, ticked};
use crate::on_both;

fn asked(world: &World) -> Option<u64> {
    world.engine.status_now().full.maintenance.hours_without_end
}

async fn reminders(world: &World) -> u64 {
    world.engine.metrics_snapshot().await.hold_reminders_total
}

on_both! {
    async fn after_four_hours_people_are_asked_and_each_reminder_comes_once(world: World) {
        world.admin().enables_maintenance("index rebuild").await;
        world.passes("3h59m").await;
        assert_eq!((asked(&world), reminders(&world).await), (None, 0));
        world.passes("1m").await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(4), 1));
        let status = world.engine.status_now();
        let words = status.full.maintenance.forgotten().unwrap();
        assert_eq!(words, "Maintenance mode has been on for 4 hours without an end.");
        assert_eq!(status.public.maintenance.forgotten(), None);
        world.passes("1m").await;
        world.ticks().await;
        assert_eq!(reminders(&world).await, 1);
        // Again after 5 minutes, and every hour in the end.
        world.passes("4m").await;
        assert_eq!(reminders(&world).await, 2);
        world.passes("3h55m").await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(8), 3));
        let world = world.restarts().await;
        world.ticks().await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(8), 0));
        world.passes("1h").await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(9), 1));
    }

    async fn whoever_keeps_it_on_is_asked_again_later_and_it_is_audited(world: World) {
        let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
        let off = world.engine.keep_maintenance(&permit).await;
        assert!(matches!(off, Err(Error::Invalid(_))), "{off:?}");
        let on = world.admin().enables_maintenance("index rebuild").await;
        world.passes("5h").await;
        assert_eq!(asked(&world), Some(5));
        let kept = world.engine.keep_maintenance(&permit).await.unwrap();
        assert_eq!((kept.hold, kept.epoch), (on.hold, on.epoch));
        assert_eq!(asked(&world), None);
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action = 'maintenance.keep'").await, 1);
        world.passes("3h59m").await;
        assert_eq!(asked(&world), None);
        world.passes("1m").await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(9), 2));
        let olga = world.somebody("olga", Role::Operator).await;
        assert!(olga.caller.permit::<ManageMaintenance>().is_err());
    }

    async fn a_hold_with_an_end_is_not_forgotten_and_one_past_it_is_overdue(world: World) {
        let end = Edit::Set(START.plus(Span::from_secs(8 * 3_600)));
        world.admin().edits(MaintenanceEdit { estimated_end: end, ..ticked(true) }).await.unwrap();
        world.passes("5h").await;
        assert_eq!(asked(&world), None);
        world.admin().edits(MaintenanceEdit { estimated_end: Edit::Clear, ..ticked(true) }).await.unwrap();
        world.passes("3h59m").await;
        assert_eq!(asked(&world), None);
        world.passes("1m").await;
        assert_eq!(asked(&world), Some(9));
    }

    async fn the_time_is_a_setting_and_none_is_never(world: World) {
        let set = |hours| SettingsEdit { remind_after_hours: Some(hours), ..SettingsEdit::default() };
        let edits = async |hours| world.engine.edit_settings(&world.admin().caller, set(hours), None).await;
        assert!(matches!(edits(8_761).await, Err(Error::Invalid(_))));
        assert_eq!(edits(0).await.unwrap().remind_after_hours, 0);
        world.admin().enables_maintenance("index rebuild").await;
        world.passes("30d").await;
        assert_eq!((asked(&world), reminders(&world).await), (None, 0));
        edits(1).await.unwrap();
        world.ticks().await;
        assert_eq!((asked(&world), reminders(&world).await), (Some(720), 1));
    }
}
