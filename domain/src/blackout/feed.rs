//! What blackouts feed: the gate's row, the hold, the standing and the banner.

use super::{Occurrence, Plan, Reach, Stage, Window};
use crate::id::HoldId;
use crate::maintenance::{Closing, Hold, HoldKind, Standing};
use crate::status::NextBlackout;
use crate::time::Timestamp;

/// The hold of an occurrence; it is expected to lift at the window's end (rule 7).
#[must_use]
pub fn hold(id: HoldId, plan: &Plan, window: &Window, owner: &str, since: Timestamp) -> Hold {
    Hold {
        id,
        kind: HoldKind::Blackout,
        owner: owner.to_owned(),
        since,
        reason: plan.reason.clone(),
        message: plan.message.clone(),
        estimated_end: Some(window.end),
        expires_at: None,
    }
}

/// The planned closing for the gate's row (rule 5). It stays there until the database is closed, so that no
/// bypass comes in shortly before (rule 12).
#[must_use]
pub fn closing(window: &Window, hold: Hold) -> Closing {
    Closing { hold, closes_at: window.drain_at, offline_at: window.offline_at() }
}

impl Occurrence {
    /// Where this one wants the system to stand; of several, offline goes before reopening (rule 15).
    #[must_use]
    pub fn standing(&self, hold: &Hold) -> Standing {
        match (&self.stage, self.window.reach) {
            (Stage::Offline { .. }, _) => Standing::Offline(hold.clone()),
            // Reopening ends when the hold lifts: a confirmation is waited for in it.
            (Stage::Reopening { .. }, _) | (Stage::AwaitingConfirmation { .. }, Reach::FullSystem(_)) => {
                Standing::Reopening(hold.clone())
            }
            (
                Stage::Planned
                | Stage::Announced { .. }
                | Stage::Draining { .. }
                | Stage::Waiting { .. }
                | Stage::Cancelling { .. }
                | Stage::Closing { .. }
                | Stage::Ended { .. }
                | Stage::Cancelled { .. },
                _,
            )
            | (Stage::AwaitingConfirmation { .. }, Reach::MaintenanceOnly) => Standing::Online,
        }
    }

    /// Whether everybody is told that it is coming.
    fn is_coming(&self, now: Timestamp) -> bool {
        match self.stage {
            Stage::Announced { .. } => true,
            Stage::Draining { .. } => now < self.window.start,
            Stage::Planned
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. }
            | Stage::Ended { .. }
            | Stage::Cancelled { .. } => false,
        }
    }
}

/// Whether the phase is *announced* while no hold is in force.
#[must_use]
pub fn announced(all: &[Occurrence]) -> bool {
    all.iter().any(|one| matches!(one.stage, Stage::Announced { .. }))
}

/// The blackout to come that the status tells: the earliest that is announced and has not started (rule 19).
#[must_use]
pub fn next_blackout(all: &[Occurrence], now: Timestamp) -> Option<NextBlackout> {
    let (_, next) = coming_next(all, now)?;
    Some(NextBlackout { id: None, start: next.window.start, end: next.window.end, message: None })
}

/// The same with its place among them, for what a series adds to it.
#[must_use]
pub fn coming_next(all: &[Occurrence], now: Timestamp) -> Option<(usize, &Occurrence)> {
    let coming = all.iter().enumerate().filter(|(_, one)| one.is_coming(now));
    coming.min_by_key(|(_, one)| (one.window.start, one.window.end))
}
