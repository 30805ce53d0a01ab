//! What the stories of this binary say and look at.

use domain::blackout::{Blackout, BlackoutDraft, LocalTime};
use domain::maintenance::Phase;
use domain::permission::ManageMaintenance;
use domain::time::Timestamp;

use crate::harness::World;

/// From 03:00 to 04:00 in Berlin, which is 02:00 to 03:00 in UTC: an hour after the story begins. Held half an hour before.
pub fn draft(more: serde_json::Value) -> BlackoutDraft {
    let mut draft = serde_json::json!({
        "name": "database upgrade", "reason": "PostgreSQL 16", "message": "Back at four",
        "start": "2026-12-05T03:00", "zone": "Europe/Berlin", "duration": "1h",
        "announce_lead": "45m", "drain_lead": "30m", "stragglers": "suspend"
    });
    let (Some(all), Some(more)) = (draft.as_object_mut(), more.as_object()) else { panic!("no object") };
    all.extend(more.clone());
    serde_json::from_value(draft).unwrap()
}

/// The same, starting at an instant.
pub fn draft_at(start: Timestamp, more: serde_json::Value) -> BlackoutDraft {
    let local = LocalTime::from(start.to_chrono().naive_utc());
    BlackoutDraft { start: local, zone: "UTC".to_owned(), ..draft(more) }
}

pub async fn plans(world: &World, more: serde_json::Value) -> Blackout {
    let permit = world.admin().caller.permit::<ManageMaintenance>().unwrap();
    world.engine.plan_blackout(&permit, draft(more)).await.unwrap()
}

pub fn phase(world: &World) -> Phase {
    world.engine.status_now().full.phase
}

/// Ticks until the clock alone brings the next thing.
pub async fn settles(world: &World) {
    while world.ticks().await.is_some_and(|next| next <= world.clock.now()) {}
}

/// Moves the clock, and ticks until nothing more is due.
pub async fn passes(world: &World, span: &str) {
    world.clock.advance(span.parse().unwrap());
    settles(world).await;
}

/// What of Lull still leads to the database: open files, files beside it, connections that the server knows of.
pub async fn leads_there(world: &World) -> Vec<String> {
    if world.config.database_url.is_some() {
        let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%' AND datname = current_database()";
        let count = world.counts(sql).await;
        return (count > 0).then(|| format!("{count} connections")).into_iter().collect();
    }
    let file = world.config.data_dir.join("lull.db");
    let open = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let targets = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let ours =
        |target: &std::path::PathBuf| target.to_string_lossy().starts_with(file.to_string_lossy().as_ref());
    let mut left: Vec<String> = targets.filter(ours).map(|target| target.display().to_string()).collect();
    for end in ["-wal", "-shm"] {
        let beside = world.config.data_dir.join(format!("lull.db{end}"));
        left.extend(beside.exists().then(|| beside.display().to_string()));
    }
    left
}

/// Waits until an attempt of a step runs, whatever was taken up again before it.
pub async fn runs(world: &World, step: &str) {
    let mut started = 1;
    let is_it = |job: &engine::runner::Job| job.folder.parent().is_some_and(|folder| folder.ends_with(step));
    while !world.runner.has_started(started).await.iter().any(is_it) {
        started += 1;
    }
}

/// Keeps a copy of the database as it is now.
pub async fn keeps(world: &World, name: &str) {
    let kept = world.config.data_dir.join(name);
    let sql: &'static str = Box::leak(format!("VACUUM INTO '{}'", kept.display()).into_boxed_str());
    world.left(sql).await;
}
