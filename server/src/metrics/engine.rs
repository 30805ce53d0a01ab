//! What the engine counts.

use std::sync::atomic::AtomicU64;

use domain::maintenance::Phase;
use domain::time::Timestamp;
use engine::metrics::{Away, Metrics, Stored, Told};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct ByStatus {
    status: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct ByPhase {
    phase: &'static str,
}

/// Registers a snapshot of the engine's numbers.
pub fn register(registry: &mut Registry, now: &Metrics) {
    let counters = [
        ("starts", "Requests that the gate admitted", now.starts_total),
        ("refusals", "Starts that the gate refused", now.refusals_total),
        ("bypasses", "Starts that a bypass let through under a hold", now.bypasses_total),
        ("openings", "How often the gate opened: the last hold was lifted", now.openings_total),
        ("steps_started", "Attempts of steps that began outside", now.steps_started_total),
        ("steps_ended", "Attempts of steps that ended", now.steps_ended_total),
        ("steps_interrupted", "Attempts of steps that were interrupted", now.steps_interrupted_total),
        ("blackout_moves", "Transitions of blackouts", now.blackout_moves_total),
        (
            "hold_reminders",
            "Reminders of holds past their end, or without one for long",
            now.hold_reminders_total,
        ),
        ("reopen_failures", "Tries to reopen the database that failed", now.reopen_failures_total),
        ("ticks", "Ticks of the worker", now.ticks_total),
        ("tick_errors", "Ticks that an error cut short", now.tick_errors_total),
    ];
    for (name, help, value) in counters {
        registry.register(format!("lull_{name}"), help, ConstCounter::new(value));
    }
    let gauges = [
        ("steps_attended", "Steps that run outside, attended by this process", now.steps_attended),
        ("database_connections", "Database connections that are open", now.connections_open),
        ("database_connections_idle", "Database connections that nobody uses", now.connections_idle),
        ("database_answers", "Whether the database answered this scrape", u64::from(now.stored.is_some())),
    ];
    for (name, help, value) in gauges {
        gauge(registry, name, help, value);
    }
    let ahead = now.clock_ahead as f64 / 1e6;
    let help = "How far the database's clock is ahead of this host's, in seconds";
    registry.register("lull_clock_offset_seconds", help, ConstGauge::new(ahead));
    register_gate(registry, &now.gate);
    register_away(registry, now.away.as_ref());
    if let Some(stored) = &now.stored {
        register_stored(registry, stored);
    }
}

fn register_gate(registry: &mut Registry, gate: &Told) {
    let phases = Family::<ByPhase, Gauge<u64, AtomicU64>>::default();
    for phase in Phase::ALL {
        phases.get_or_create(&ByPhase { phase: phase.as_str() }).set(u64::from(phase == gate.phase));
    }
    registry.register("lull_phase", "1 at the phase that the status tells", phases);
    let gauges = [
        ("gate_epoch", "The gate's epoch", gate.epoch),
        ("maintenance", "Whether a hold is in force", u64::from(gate.held)),
        ("maintenance_overdue", "Whether the estimated end of a hold has passed", u64::from(gate.overdue)),
    ];
    for (name, help, value) in gauges {
        gauge(registry, name, help, value);
    }
    since(registry, "maintenance_since_seconds", gate.held_since);
}

fn register_away(registry: &mut Registry, away: Option<&Away>) {
    let forced = away.is_some_and(|away| away.forced);
    let gauges = [
        ("offline", "Whether the database is closed for a blackout", away.is_some()),
        ("offline_forced", "Whether it was closed by force: its files belong together", forced),
    ];
    for (name, help, value) in gauges {
        gauge(registry, name, help, value.into());
    }
    since(registry, "offline_since_seconds", away.and_then(|away| away.since));
}

fn register_stored(registry: &mut Registry, stored: &Stored) {
    let requests = Family::<ByStatus, Gauge<u64, AtomicU64>>::default();
    for (status, count) in &stored.requests {
        requests.get_or_create(&ByStatus { status: status.as_str() }).set(*count);
    }
    registry.register("lull_requests", "Requests by status", requests);
    let gauges = [
        ("steps_running", "Steps that run", stored.steps_running),
        ("steps_queued", "Steps that wait for a slot", stored.steps_queued),
        ("tasks_open", "Manual tasks that wait for a person", stored.tasks_open),
    ];
    for (name, help, value) in gauges {
        gauge(registry, name, help, value);
    }
}

/// An instant, when there is one.
fn since(registry: &mut Registry, name: &str, at: Option<Timestamp>) {
    if let Some(at) = at {
        let seconds = u64::try_from(at.micros() / 1_000_000).unwrap_or(0);
        gauge(registry, name, "Since when, in seconds since 1970", seconds);
    }
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: u64) {
    registry.register(format!("lull_{name}"), help, ConstGauge::new(value));
}
