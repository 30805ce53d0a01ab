//! What occurrences on record feed: holds, the gate's row, suspended requests, the audit trail.

use domain::blackout::{self as pure, How, Move, Reach, Stage};
use domain::maintenance::{Closing, Hold, Standing};
use domain::permission::Person;

use crate::store::blackout::Kept;

/// Whether it keeps requests suspended (rule 32).
pub(crate) fn suspends(kept: &Kept) -> bool {
    match (kept.occurrence.window.reach, &kept.occurrence.stage) {
        (Reach::MaintenanceOnly, _) => false,
        (
            Reach::FullSystem(_),
            Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. },
        ) => true,
        (
            Reach::FullSystem(_),
            Stage::Planned
            | Stage::Announced { .. }
            | Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Ended { .. }
            | Stage::Cancelled { .. },
        ) => false,
    }
}

/// The hold of an occurrence; in force since its drain instant, however late the tick came (rule 5).
pub(crate) fn hold_of(kept: &Kept) -> Hold {
    let window = &kept.occurrence.window;
    pure::hold(kept.hold, &kept.plan(), window, &kept.series.owner.name, window.drain_at)
}

/// The next closing for the gate's row: the earliest, and the earliest instant at which a database closes.
pub(crate) fn planned(kept: &[Kept]) -> Option<Closing> {
    let open = |kept: &&Kept| match kept.occurrence.stage {
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::Closing { .. } => true,
        Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => false,
    };
    let all = || kept.iter().filter(open);
    let first = all().min_by_key(|kept| kept.occurrence.window.drain_at)?;
    let offline_at = all().filter_map(|kept| kept.occurrence.window.offline_at()).min();
    Some(Closing { offline_at, ..pure::closing(&first.occurrence.window, hold_of(first)) })
}

/// Where they let the system stand: offline goes before reopening (rule 15).
pub(crate) fn standing(kept: &[Kept]) -> Standing {
    let all = || kept.iter().map(|kept| kept.occurrence.standing(&hold_of(kept)));
    let offline = all().find(|standing| matches!(standing, Standing::Offline(_)));
    offline.or_else(|| all().find(|standing| *standing != Standing::Online)).unwrap_or_default()
}

/// The audit's word for a transition, and who made it.
pub(crate) fn move_told(next: &Move) -> (&'static str, Person) {
    let action = match next {
        Move::Announce => "blackout.announce",
        Move::Hold => "blackout.hold",
        Move::Wait { .. } => "blackout.wait",
        Move::CancelRunning { .. } => "blackout.cancel_running",
        Move::Close(_) => "blackout.close",
        Move::GoOffline { .. } => "blackout.offline",
        Move::Reopen(_) => "blackout.reopen",
        Move::AwaitConfirmation => "blackout.await_confirmation",
        Move::End(_) => "blackout.over",
    };
    (action, Person::system("blackout"))
}

/// The audit's words for one that passed while nobody was there: it held nothing.
pub(crate) fn over_unseen() -> (&'static str, Person) {
    move_told(&Move::End(How::Missed))
}

/// What is audited of a transition; of a series with the date.
pub(crate) fn detail(kept: &Kept) -> serde_json::Value {
    let (name, stage) = (kept.plan().name, &kept.occurrence.stage);
    if kept.series.plan.recurrence.is_none() {
        return serde_json::json!({ "name": name, "stage": stage });
    }
    serde_json::json!({ "name": name, "key": kept.occurrence.key, "stage": stage })
}
