//! Numbers: what this process counted since it started, and what the database holds now.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::maintenance::Phase;
use domain::request::Status;
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::notices;
use crate::store::{metrics, task};

/// What this process counts. Counters only rise; a restart begins them anew.
#[derive(Debug, Default)]
pub struct Counters {
    /// Requests that the gate admitted.
    pub starts: AtomicU64,
    /// Starts that the gate refused.
    pub refusals: AtomicU64,
    /// Starts that a bypass let through under a hold (rule 12).
    pub bypasses: AtomicU64,
    /// How often the gate opened: the last hold was lifted.
    pub openings: AtomicU64,
    /// Attempts of steps that began outside.
    pub steps_started: AtomicU64,
    /// Attempts of steps that ended, however.
    pub steps_ended: AtomicU64,
    /// Of these, attempts that were interrupted.
    pub interrupted: AtomicU64,
    /// Transitions of blackouts.
    pub blackout_moves: AtomicU64,
    /// Reminders of holds: one that is past its estimated end, or without any for long (rule 43).
    pub hold_reminders: AtomicU64,
    /// How often the database could not be reopened.
    pub reopen_failures: AtomicU64,
    /// Ticks of the worker.
    pub ticks: AtomicU64,
    /// Ticks that were cut short by an error.
    pub tick_errors: AtomicU64,
}

/// A snapshot of the numbers.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Requests that the gate admitted since the start of this process.
    pub starts_total: u64,
    /// Starts that the gate refused.
    pub refusals_total: u64,
    /// Starts that a bypass let through.
    pub bypasses_total: u64,
    /// How often the gate opened.
    pub openings_total: u64,
    /// Attempts of steps that began outside.
    pub steps_started_total: u64,
    /// Attempts of steps that ended.
    pub steps_ended_total: u64,
    /// Attempts of steps that were interrupted.
    pub steps_interrupted_total: u64,
    /// Transitions of blackouts.
    pub blackout_moves_total: u64,
    /// Reminders of holds.
    pub hold_reminders_total: u64,
    /// How often the database could not be reopened.
    pub reopen_failures_total: u64,
    /// Ticks of the worker.
    pub ticks_total: u64,
    /// Ticks that were cut short by an error.
    pub tick_errors_total: u64,
    /// How far the database's clock is ahead of the host's, in microseconds (rule 44).
    pub clock_ahead: i64,
    /// Steps that run outside, attended by this process.
    pub steps_attended: u64,
    /// Database connections that are open.
    pub connections_open: u64,
    /// Of these, those that nobody uses.
    pub connections_idle: u64,
    /// How the gate stands by the status that was told last.
    pub gate: Told,
    /// The database, while it is not Lull's.
    pub away: Option<Away>,
    /// What the database holds; none when it does not answer.
    pub stored: Option<Stored>,
}

/// How the gate stands, with a database or without.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The phase.
    pub phase: Phase,
    /// The gate's epoch.
    pub epoch: u64,
    /// Whether a hold is in force.
    pub held: bool,
    /// Since when.
    pub held_since: Option<Timestamp>,
    /// Whether the estimated end of a hold has passed (rule 43).
    pub overdue: bool,
}

/// A database that is not Lull's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Away {
    /// Since when.
    pub since: Option<Timestamp>,
    /// Whether it was closed by force (rule 34).
    pub forced: bool,
}

/// What the database holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// How many requests have each status; every status is there.
    pub requests: Vec<(Status, u64)>,
    /// Steps that run.
    pub steps_running: u64,
    /// Steps that wait for a slot (rule 26).
    pub steps_queued: u64,
    /// Manual tasks that wait for a person.
    pub tasks_open: u64,
}

impl Engine {
    /// Counts everything now. The counters of this process are told even when the database does not answer.
    pub async fn metrics_snapshot(&self) -> Metrics {
        let stored =
            self.stored().await.inspect_err(|error| tracing::debug!(%error, "metrics without the database"));
        let (open, idle) = self.store.connections();
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let counters = &self.counters;
        Metrics {
            starts_total: of(&counters.starts),
            refusals_total: of(&counters.refusals),
            bypasses_total: of(&counters.bypasses),
            openings_total: of(&counters.openings),
            steps_started_total: of(&counters.steps_started),
            steps_ended_total: of(&counters.steps_ended),
            steps_interrupted_total: of(&counters.interrupted),
            blackout_moves_total: of(&counters.blackout_moves),
            hold_reminders_total: of(&counters.hold_reminders),
            reopen_failures_total: of(&counters.reopen_failures),
            ticks_total: of(&counters.ticks),
            tick_errors_total: of(&counters.tick_errors),
            clock_ahead: self.clock.ahead(),
            steps_attended: self.running_steps(),
            connections_open: open.into(),
            connections_idle: idle as u64,
            gate: self.told(),
            away: self.away_told(),
            stored: stored.ok(),
        }
    }

    fn told(&self) -> Told {
        let (status, now) = (self.status_now(), self.clock.now());
        let hold = status.gate.closed_by(now);
        Told {
            phase: status.full.phase,
            epoch: status.gate.epoch,
            held: hold.is_some(),
            held_since: hold.map(|hold| hold.since),
            overdue: notices::overdue(&status.gate, now).next().is_some(),
        }
    }

    async fn stored(&self) -> Result<Stored> {
        let mut tx = self.store.read().await?;
        let counted = metrics::requests(&mut tx).await?;
        let of =
            |status: Status| counted.iter().find(|(one, _)| *one == status).map_or(0, |(_, count)| *count);
        Ok(Stored {
            requests: Status::ALL.iter().map(|status| (*status, of(*status))).collect(),
            steps_running: metrics::steps(&mut tx, "running").await?,
            steps_queued: metrics::steps(&mut tx, "queued").await?,
            tasks_open: task::open_count(&mut tx).await?,
        })
    }
}
