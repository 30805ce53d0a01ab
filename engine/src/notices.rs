//! What the log says once of a change that nobody asked for at that moment: the gate has opened, a hold is overdue.

use std::sync::atomic::Ordering;

use domain::blackout::last_reminder;
use domain::maintenance::{GateState, Hold, HoldKind};
use domain::time::Timestamp;

use crate::engine::{Engine, lock};
use crate::status::Published;

/// What to do about a hold that is overdue.
const fn cure(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Manual => "a hold is overdue: lift it, or give it a later estimated end",
        HoldKind::Blackout => "a blackout takes longer than planned: `lull ctl status` says why",
    }
}

/// The holds whose estimated end has passed.
pub(crate) fn overdue(gate: &GateState, now: Timestamp) -> impl Iterator<Item = (&Hold, Timestamp)> {
    let late = move |hold: &'_ Hold| hold.estimated_end.filter(|end| *end <= now);
    gate.holds.iter().filter_map(move |hold| Some((hold, late(hold)?)))
}

impl Engine {
    /// Says that the gate has opened, when the last hold has been lifted (rule 14).
    pub(crate) fn tell_opening(&self, before: &Published, after: &Published) {
        let held = |one: &Published| one.full.maintenance.enabled;
        if held(before) && !held(after) {
            self.counters.openings.fetch_add(1, Ordering::Relaxed);
            let since = before.full.maintenance.since.map(|since| since.to_string());
            tracing::info!(since, epoch = after.gate.epoch, "the gate has opened: no hold is left");
        }
    }

    /// Reminds of each hold whose estimated end has passed, at that end and again and again later (rule 43).
    pub(crate) fn tell_overdue(&self, gate: &GateState) {
        let now = self.clock.now();
        let mut told = lock(&self.overdue_told);
        told.retain(|id, _| gate.holds.iter().any(|hold| hold.id == *id));
        for (hold, end) in overdue(gate, now) {
            let reminder = last_reminder(end, now);
            if reminder.is_some_and(|at| told.insert(hold.id, at) != Some(at)) {
                self.counters.hold_reminders.fetch_add(1, Ordering::Relaxed);
                let (id, owner, since) = (hold.id, &hold.owner, hold.since);
                tracing::warn!(hold = %id, %owner, %since, estimated_end = %end, "{}", cure(hold.kind));
            }
        }
    }
}
