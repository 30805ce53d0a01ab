//! Blackouts that leave the database online: planned, changed, called off, and led through their windows by ticks.

use domain::blackout::{Blackout, BlackoutDraft, BlackoutEdit};
use domain::maintenance::{Edit, HoldKind, Phase};
use domain::permission::ManageMaintenance;
use domain::request::Status;
use engine::Error;
use engine::blackout::Act;

use super::harness::{DONE, Person, WORK, World, refused};
use crate::on_both;

/// From 03:00 to 04:00 in Berlin, which is 02:00 to 03:00 in UTC: an hour after the story begins.
fn draft() -> BlackoutDraft {
    serde_json::from_value(serde_json::json!({
        "name": "index rebuild", "reason": "table bloat", "message": "Back at four",
        "start": "2026-12-05T03:00", "zone": "Europe/Berlin", "duration": "1h",
        "announce_lead": "45m", "drain_lead": "30m", "database_offline": false
    }))
    .unwrap()
}

impl Person<'_> {
    fn manages(&self) -> domain::permission::Permit<ManageMaintenance> {
        self.caller.permit().unwrap()
    }

    async fn plans(&self, draft: BlackoutDraft) -> Result<Blackout, Error> {
        self.world.engine.plan_blackout(&self.manages(), draft).await
    }

    async fn does(&self, blackout: &Blackout, act: Act) -> Result<Blackout, Error> {
        self.world.engine.act_on_blackout(&self.manages(), blackout.id, act).await
    }
}

fn phase(world: &World) -> Phase {
    world.engine.status_now().full.phase
}

/// Where a window stands, as the database has it.
async fn stage(world: &World, blackout: &Blackout) -> &'static str {
    let permit = world.admin().caller.permit().unwrap();
    world.engine.blackout(&permit, blackout.id).await.unwrap().occurrence.stage.as_str()
}

fn words(error: Error) -> String {
    match error {
        Error::Invalid(faults) => faults
            .into_iter()
            .map(|fault| format!("{} {}", fault.path, fault.message))
            .collect::<Vec<_>>()
            .join("; "),
        other => panic!("{other}"),
    }
}

on_both! {
    async fn a_window_is_announced_held_and_over_by_itself(world: World) {
        world.process(DONE).await;
        let window = world.admin().plans(draft()).await.unwrap();
        assert_eq!(phase(&world), Phase::Open);
        world.passes("14m59s").await;
        assert_eq!(phase(&world), Phase::Open);
        world.passes("1s").await;
        assert_eq!((phase(&world), stage(&world, &window).await), (Phase::Announced, "announced"));
        let public = world.engine.status_now().public.clone();
        let next = public.next_blackout.unwrap();
        assert_eq!((next.start, next.message.as_deref(), next.id), (window.occurrence.window.start, Some("Back at four"), None));
        let known = world.engine.status_now().full.next_blackout.clone().unwrap();
        assert_eq!(known.id, Some(window.id));
        world.admin().runs("done").await.unwrap();
        world.passes("15m").await;
        assert_eq!((phase(&world), stage(&world, &window).await), (Phase::Quiet, "draining"));
        let request = refused(world.admin().runs("done").await);
        let refusal = request.refusal.unwrap();
        assert_eq!((refusal.owner.as_str(), refusal.reason.as_deref()), ("admin", Some("table bloat")));
        assert_eq!(refusal.opens_at, Some(window.occurrence.window.end));
        let status = world.engine.status_now().full.clone();
        assert_eq!(status.maintenance.holds[0].kind, HoldKind::Blackout);
        assert_eq!(status.maintenance.message.as_deref(), Some("Back at four"));
        world.passes("89m59s").await;
        assert_eq!(phase(&world), Phase::Quiet);
        world.passes("1s").await;
        assert_eq!((phase(&world), stage(&world, &window).await), (Phase::Open, "ended"));
        world.admin().runs("done").await.unwrap();
        let moves = "SELECT COUNT(*) FROM audit WHERE action IN ('blackout.announce', 'blackout.hold', 'blackout.over')";
        assert_eq!(world.counts(moves).await, 3);
    }

    async fn what_runs_goes_on_through_a_window_that_leaves_the_database_online(world: World) {
        world.process(WORK).await;
        let request = world.admin().runs("work").await.unwrap();
        world.runner.has_started(1).await;
        world.admin().plans(draft()).await.unwrap();
        world.passes("61m").await;
        assert_eq!(phase(&world), Phase::Draining);
        world.runner.ends("build", domain::process::Outcome::Succeeded);
        world.reaches(request.id, Status::Succeeded).await;
    }

    async fn the_gate_refuses_from_the_drain_instant_on_though_no_tick_came(world: World) {
        world.process(DONE).await;
        let window = world.admin().plans(draft()).await.unwrap();
        world.clock.advance("30m".parse().unwrap());
        let request = refused(world.admin().runs("done").await);
        assert_eq!(request.refusal.unwrap().since, window.occurrence.window.drain_at);
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold").await, 0);
        world.ticks().await;
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, 1);
    }

    async fn a_window_past_its_drain_instant_is_held_when_it_is_saved(world: World) {
        world.process(DONE).await;
        let late = BlackoutDraft { drain_lead: "3h".parse().unwrap(), ..draft() };
        let window = world.admin().plans(late).await.unwrap();
        assert_eq!(window.occurrence.stage.as_str(), "draining");
        refused(world.admin().runs("done").await);
    }

    async fn each_transition_comes_once_whatever_restarts_lie_between(world: World) {
        let window = world.admin().plans(draft()).await.unwrap();
        let mut world = world;
        for span in ["15m", "15m", "30m", "30m", "30m"] {
            world.clock.advance(span.parse().unwrap());
            world = world.restarts().await;
            world.ticks().await;
            world.ticks().await;
        }
        assert_eq!(stage(&world, &window).await, "ended");
        assert_eq!(world.counts("SELECT COUNT(*) FROM audit WHERE action LIKE 'blackout.%'").await, 4);
        assert_eq!(world.counts("SELECT COUNT(*) FROM hold").await, 1);
    }

    async fn a_window_that_passed_while_the_server_was_down_is_over_and_held_nothing(world: World) {
        let window = world.admin().plans(draft()).await.unwrap();
        world.clock.advance("3h".parse().unwrap());
        let world = world.restarts().await;
        world.ticks().await;
        let permit = world.admin().caller.permit().unwrap();
        let found = world.engine.blackout(&permit, window.id).await.unwrap();
        let stage = serde_json::to_value(&found.occurrence.stage).unwrap();
        assert_eq!((&stage["stage"], &stage["how"]), (&"ended".into(), &"missed".into()));
        assert_eq!((phase(&world), world.counts("SELECT COUNT(*) FROM hold").await), (Phase::Open, 0));
    }

    async fn a_manual_hold_beside_it_stays_until_a_person_lifts_it(world: World) {
        world.process(DONE).await;
        world.admin().plans(draft()).await.unwrap();
        world.passes("31m").await;
        world.admin().enables_maintenance("one more thing").await;
        world.passes("90m").await;
        assert_eq!(phase(&world), Phase::Quiet);
        let refusal = refused(world.admin().runs("done").await).refusal.unwrap();
        assert_eq!(refusal.reason.as_deref(), Some("one more thing"));
        world.admin().disables_maintenance().await;
        world.admin().runs("done").await.unwrap();
    }

    async fn unticking_the_box_says_that_a_window_still_keeps_it_closed(world: World) {
        world.admin().enables_maintenance("hold").await;
        world.admin().plans(draft()).await.unwrap();
        world.passes("31m").await;
        let told = world.admin().disables_maintenance().await;
        assert!(!told.enabled);
        assert_eq!(told.still_closed.as_deref(), Some("still closed by admin until about 2026-12-05T03:00:00Z"));
    }

    async fn it_is_extended_and_ended_early(world: World) {
        let window = world.admin().plans(draft()).await.unwrap();
        world.passes("61m").await;
        let later = window.occurrence.window.end.plus("30m".parse().unwrap());
        world.admin().does(&window, Act::Extend { end: later }).await.unwrap();
        assert_eq!(world.engine.status_now().full.maintenance.estimated_end, Some(later));
        world.passes("60m").await;
        assert_eq!(phase(&world), Phase::Quiet);
        let ended = world.admin().does(&window, Act::End).await.unwrap();
        assert_eq!((ended.occurrence.stage.as_str(), phase(&world)), ("ended", Phase::Open));
        let twice = words(world.admin().does(&window, Act::End).await.unwrap_err());
        assert!(twice.starts_with("blackout this blackout is over since"), "{twice}");
    }

    async fn with_confirm_the_hold_stays_until_somebody_confirms(world: World) {
        world.process(DONE).await;
        let confirm = BlackoutDraft { at_end: domain::blackout::AtEnd::Confirm, ..draft() };
        let window = world.admin().plans(confirm).await.unwrap();
        world.passes("31m").await;
        world.passes("90m").await;
        assert_eq!(stage(&world, &window).await, "awaiting_confirmation");
        refused(world.admin().runs("done").await);
        world.admin().does(&window, Act::Confirm).await.unwrap();
        world.admin().runs("done").await.unwrap();
    }

    async fn it_is_called_off_and_changed_until_it_is_held(world: World) {
        let first = world.admin().plans(draft()).await.unwrap();
        let edit = BlackoutEdit { start: Edit::Set("2026-12-05T04:00".parse().unwrap()), ..BlackoutEdit::default() };
        let moved = world.engine.edit_blackout(&world.admin().manages(), first.id, edit.clone(), None).await.unwrap();
        assert_eq!(moved.occurrence.key, first.occurrence.key, "its key is stable through moves");
        assert_eq!(moved.occurrence.window.start, first.occurrence.window.start.plus("1h".parse().unwrap()));
        world.passes("31m").await;
        assert_eq!(phase(&world), Phase::Open, "the old instant means nothing any more");
        world.admin().does(&first, Act::Cancel).await.unwrap();
        world.passes("2h").await;
        assert_eq!((phase(&world), stage(&world, &first).await), (Phase::Open, "cancelled"));
        let second = world.admin().plans(BlackoutDraft { start: "2026-12-05T06:00".parse().unwrap(), ..draft() }).await.unwrap();
        world.passes("70m").await;
        let renamed = BlackoutEdit { name: Edit::Set("another name".to_owned()), ..BlackoutEdit::default() };
        let late = words(world.engine.edit_blackout(&world.admin().manages(), second.id, renamed, None).await.unwrap_err());
        assert!(late.contains("is in force: extend it"), "{late}");
    }

    async fn an_edit_of_a_plan_that_somebody_saved_anew_is_refused(world: World) {
        let first = world.admin().plans(draft()).await.unwrap();
        world.passes("1s").await;
        let named = |name: &str| BlackoutEdit { name: Edit::Set(name.to_owned()), ..BlackoutEdit::default() };
        let edits = async |name, seen| world.engine.edit_blackout(&world.admin().manages(), first.id, named(name), Some(seen)).await;
        let theirs = edits("theirs", first.saved).await.unwrap();
        let stale = edits("mine", first.saved).await.unwrap_err();
        assert!(matches!(&stale, Error::Stale { changed, .. } if changed.contains(&theirs.saved.to_string())), "{stale}");
        assert_eq!(edits("mine", theirs.saved).await.unwrap().plan.name, "mine");
    }

    async fn every_fault_of_a_draft_is_told_at_once(world: World) {
        let bad = BlackoutDraft {
            name: " ".to_owned(),
            zone: "Europe/Atlantis".to_owned(),
            duration: None,
            announce_lead: "91d".parse().unwrap(),
            ..draft()
        };
        let told = words(world.admin().plans(bad).await.unwrap_err());
        for path in ["name", "zone", "announce_lead"] {
            assert!(told.contains(path), "{told}");
        }
        assert_eq!(world.counts("SELECT COUNT(*) FROM blackout").await, 0);
    }

    async fn the_preview_tells_what_a_window_would_hit_and_saves_nothing(world: World) {
        world.process(DONE).await;
        world.process(WORK).await;
        let at = Some(world.clock.now().plus("70m".parse().unwrap()));
        let ask = domain::request::StartRequest { process: "done".to_owned(), at, ..Default::default() };
        world.somebody("ada", domain::permission::Role::Operator).await.asks(ask).await.unwrap();
        world.admin().runs("work").await.unwrap();
        world.admin().plans(draft()).await.unwrap();
        let preview = world.engine.preview_blackout(&world.admin().manages(), draft()).await.unwrap();
        assert_eq!((preview.hits.scheduled_count, preview.hits.scheduled[0].owner.name.as_str()), (1, "ada"));
        assert_eq!(preview.hits.outlives[0].title, "work");
        assert_eq!(preview.hits.owners, ["ada", "admin"]);
        assert!(preview.overlaps[0].words.contains("overlaps it for 1h"), "{:?}", preview.overlaps);
        assert_eq!(world.counts("SELECT COUNT(*) FROM blackout").await, 1);
    }

    async fn a_start_planned_into_a_known_window_is_taken_with_a_warning_and_does_not_start_then(world: World) {
        world.process(DONE).await;
        world.admin().plans(draft()).await.unwrap();
        let permit = world.admin().caller.permit().unwrap();
        let asks = async |minutes: i64| {
            let at = Some(world.clock.now().plus(domain::duration::Span::from_secs(minutes * 60)));
            let ask = domain::request::StartRequest { process: "done".to_owned(), at, ..Default::default() };
            world.engine.start(&permit, ask, domain::request::Origin::Api).await.unwrap()
        };
        assert_eq!(asks(29).await.warning, None);
        let covered = asks(70).await;
        assert!(covered.warning.unwrap().starts_with("the blackout index rebuild lets nothing start from"));
        world.passes("71m").await;
        world.reaches(covered.request.id, Status::CouldNotStart).await;
    }
}
