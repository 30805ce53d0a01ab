//! Blackouts that come again: each date is led through its window, over daylight saving, restarts and long absences.

mod changes;
mod dates;
mod golden;
mod missed;
mod rows;
mod said;
mod scope;

use domain::audit::AuditFilter;
use domain::blackout::{Blackout, BlackoutDraft};
use domain::page::MOST;
use domain::permission::{ManageMaintenance, Permit, Read, ViewAudit};
use domain::time::Timestamp;
use serde_json::Value;

use super::harness::World;

/// Every day at 02:30 in Berlin for an hour, announced two hours before; the database stays online.
fn draft(start: &str, rule: &Value) -> BlackoutDraft {
    serde_json::from_value(serde_json::json!({
        "name": "index rebuild", "start": start, "zone": "Europe/Berlin", "duration": "1h",
        "announce_lead": "2h", "drain_lead": "30m", "database_offline": false, "recurrence": rule,
    }))
    .unwrap()
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn manages(world: &World) -> Permit<ManageMaintenance> {
    world.admin().caller.permit().unwrap()
}

async fn plans(world: &World, start: &str, rule: &Value) -> Blackout {
    world.engine.plan_blackout(&manages(world), draft(start, rule)).await.unwrap()
}

/// The one that is meant when the series is named.
async fn reads(world: &World, blackout: &Blackout) -> Blackout {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    world.engine.blackout(&permit, blackout.id).await.unwrap()
}

/// Ticks until the clock alone brings the next thing; answers when that is.
async fn settles(world: &World) -> Option<Timestamp> {
    loop {
        let next = world.ticks().await;
        if next.is_none_or(|next| next > world.clock.now()) {
            return next;
        }
    }
}

/// Time passes as a server lets it: whatever comes next is led to at its instant.
async fn passes_to(world: &World, until: Timestamp) {
    while let Some(next) = settles(world).await.filter(|next| *next <= until) {
        world.clock.set(next);
    }
    world.clock.set(until);
    settles(world).await;
}

/// What happened to blackouts, a line each: when, what, and to which date.
async fn happened(world: &World) -> String {
    let permit = world.admin().caller.permit::<ViewAudit>().unwrap();
    let (action, limit) = (Some("blackout.".to_owned()), Some(MOST));
    let mut filter = AuditFilter { action, limit, ..AuditFilter::default() };
    let mut lines = Vec::new();
    loop {
        let page = world.engine.audit(&permit, filter.clone()).await.unwrap();
        lines.extend(page.items.iter().map(|entry| {
            let key = entry.detail["key"].as_str().unwrap_or("-");
            format!("{} {key} {}", entry.at, entry.action.trim_start_matches("blackout."))
        }));
        if page.next.is_none() {
            lines.reverse();
            return lines.join("\n");
        }
        filter.cursor = page.next;
    }
}

/// The dates that have a row, with how far each has come.
async fn on_record(world: &World) -> String {
    let permit = world.admin().caller.permit::<Read>().unwrap();
    let (from, to) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
    let found = world.engine.blackouts_on_record(&permit, from, to).await.unwrap();
    let lines = found.iter().map(|one| format!("{} {}", one.occurrence.key, one.occurrence.stage.as_str()));
    lines.collect::<Vec<_>>().join("\n")
}
