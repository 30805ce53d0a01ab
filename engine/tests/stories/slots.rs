//! Quiet slots, by the calendar and the history of either database.

use domain::blackout::{Blackout, BlackoutDraft};
use domain::duration::Span;
use domain::permission::{ManageMaintenance, Role};
use domain::process::Outcome;
use domain::request::{StartRequest, Status};
use domain::slots::{QuietSlots, Reason, Side, SlotAsk};
use domain::time::Timestamp;
use engine::Error;
use engine::blackout::Act;

use super::harness::{DONE, OUTER, Person, WORK, World, refused};
use crate::on_both;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn ask(from: &str, to: &str) -> SlotAsk {
    let given = |text: &str| Some(text.to_owned());
    SlotAsk { from: given(from), to: given(to), duration: given("1h"), zone: "UTC".to_owned(), limit: None }
}

/// The slots' starts and what they hit: `19 00:00 0`.
fn told(found: &QuietSlots) -> Vec<String> {
    let clock = |at: Timestamp| at.to_chrono().format("%d %H:%M").to_string();
    found.items.iter().map(|slot| format!("{} {}", clock(slot.start), slot.hits)).collect()
}

impl Person<'_> {
    async fn looks_for_quiet(&self, ask: SlotAsk) -> Result<QuietSlots, Error> {
        self.world.engine.quiet_slots(&self.caller.permit()?, &ask).await
    }

    async fn plans_for(&self, process: &str, at: Timestamp) {
        let ask = StartRequest { process: process.to_owned(), at: Some(at), ..StartRequest::default() };
        assert_eq!(self.asks(ask).await.unwrap().status, Status::Scheduled);
    }

    async fn closes(&self, name: &str, start: &str) -> Blackout {
        let draft: BlackoutDraft = serde_json::from_value(serde_json::json!({
            "name": name, "start": start, "zone": "UTC", "duration": "1h", "drain_lead": "10m",
            "database_offline": false
        }))
        .unwrap();
        let permit = self.caller.permit::<ManageMaintenance>().unwrap();
        self.world.engine.plan_blackout(&permit, draft).await.unwrap()
    }
}

/// Moves the clock on to an instant.
fn waits_until(world: &World, text: &str) {
    world.clock.advance(at(text).since(world.clock.now()));
}

on_both! {
    async fn the_least_hit_slots_come_first_by_what_ran_what_is_planned_and_what_is_closed(world: World) {
        world.process(DONE).await;
        for saturday in ["2026-12-05T01:00:00Z", "2026-12-12T01:00:00Z"] {
            waits_until(&world, saturday);
            let request = world.admin().runs("done").await.unwrap();
            world.reaches(request.id, Status::Succeeded).await;
        }
        waits_until(&world, "2026-12-13T00:00:00Z");
        world.admin().plans_for("done", at("2026-12-19T04:00:00Z")).await;
        world.admin().closes("index rebuild", "2026-12-19T06:00").await;
        let off = world.admin().closes("rack move", "2026-12-19T02:00").await;
        let permit = world.admin().caller.permit().unwrap();
        world.engine.act_on_blackout(&permit, off.id, Act::Cancel).await.unwrap();

        let viewer = world.somebody("vera", Role::Viewer).await;
        let found = viewer.looks_for_quiet(ask("2026-12-19", "2026-12-19T09:00:00Z")).await.unwrap();
        assert_eq!(found.weeks, 2);
        assert_eq!(
            told(&found),
            ["19 00:00 0", "19 01:45 0", "19 02:45 0", "19 04:45 0", "19 07:30 0", "19 03:45 1"]
        );
        let near = |gap: &str, side| {
            Reason::NearBlackout { name: "index rebuild".to_owned(), gap: gap.parse().unwrap(), side }
        };
        let quiet = Reason::QuietLast { weeks: 2 };
        assert_eq!(found.items[3].reasons, [Reason::NothingPlanned, quiet.clone(), near("15m", Side::After)]);
        let after = [Reason::NothingPlanned, quiet.clone(), near("30m", Side::Before)];
        assert_eq!(found.items[4].reasons, after);
        let hit = Reason::Planned { count: 1, first: vec!["done".to_owned()] };
        assert_eq!(found.items[5].reasons, [hit, quiet, near("1h15m", Side::After)]);
    }

    async fn how_long_runs_take_is_looked_at_too(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.clock.advance("3h".parse().unwrap());
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
        waits_until(&world, "2026-12-06T00:00:00Z");
        let saturday = ask("2026-12-12T01:45:00Z", "2026-12-12T06:00:00Z");
        let found = world.admin().looks_for_quiet(saturday).await.unwrap();
        assert_eq!(told(&found), ["12 04:00 0", "12 05:00 0", "12 01:45 1", "12 02:45 1"]);
        let usually = Reason::UsuallyRuns { process: "work".to_owned(), per_week: 1.0 };
        assert_eq!(found.items[2].reasons, [Reason::NothingPlanned, usually]);

        world.admin().plans_for("work", at("2026-12-13T01:00:00Z")).await;
        let sunday = ask("2026-12-13T01:45:00Z", "2026-12-13T06:00:00Z");
        let sunday = SlotAsk { limit: Some("1".to_owned()), ..sunday };
        let found = world.admin().looks_for_quiet(sunday).await.unwrap();
        assert_eq!(told(&found), ["13 04:00 0"], "it is expected to take three hours again");
    }

    async fn only_what_began_by_itself_and_not_below_another_is_a_habit(world: World) {
        for source in [DONE, WORK, OUTER] {
            world.process(source).await;
        }
        let outer = world.admin().runs("outer").await.unwrap();
        world.runner.has_started(1).await;
        world.runner.ends("build", Outcome::Succeeded);
        world.reaches(outer.id, Status::Succeeded).await;
        world.admin().enables_maintenance("hold").await;
        let refusal = refused(world.admin().runs("done").await);
        let waiting = world.admin().runs_when_open(refusal.id).await.unwrap();
        world.admin().disables_maintenance().await;
        world.ticks().await;
        world.reaches(waiting.id, Status::Succeeded).await;
        world.clock.advance("1h".parse().unwrap());
        let week = ask("2026-12-12T00:45:00Z", "2026-12-12T01:45:00Z");
        let found = world.admin().looks_for_quiet(week).await.unwrap();
        let usually = Reason::UsuallyRuns { process: "outer".to_owned(), per_week: 1.0 };
        assert_eq!((told(&found), found.weeks), (vec!["12 00:45 1".to_owned()], 1));
        assert_eq!(found.items[0].reasons, [Reason::NothingPlanned, usually]);
    }

    async fn every_fault_of_a_search_is_told_at_once(world: World) {
        let bad = SlotAsk { duration: None, zone: "Europe/Atlantis".to_owned(), ..ask("soon", "2026-12-19") };
        let Err(Error::Invalid(faults)) = world.admin().looks_for_quiet(bad).await else {
            panic!("it was found");
        };
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["zone", "from", "duration"]);
        let long = SlotAsk { duration: Some(Span::from_secs(31 * 86_400).to_string()), ..ask("", "") };
        assert!(matches!(world.admin().looks_for_quiet(long).await, Err(Error::Invalid(_))));
    }
}
