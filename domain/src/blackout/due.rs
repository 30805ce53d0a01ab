//! Says what comes next for an occurrence; it never looks back (rules 32, 41, 44).

use super::{AtEnd, How, Left, Move, Others, Reach, Stage, Stragglers, Why, Window};
use crate::duration::Span;
use crate::time::Timestamp;

/// How long closing the database may take before it is forced (rule 34).
pub const CLOSING_LIMIT: Span = Span::from_secs(10);
/// How long cancelled work may take to end: 30 s for TERM (rule 25), and as much again for KILL and its outcome.
pub const CANCEL_LIMIT: Span = Span::from_secs(60);

/// Whether the database is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Closed {
    /// It is open, or not known to be closed.
    #[default]
    No,
    /// Closed, and seen to be.
    Verified,
    /// Closed by force (rule 34).
    Forced,
}

/// What the world says beside the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Root requests still running.
    pub running: u64,
    /// Whether the database is closed.
    pub closed: Closed,
    /// The database is open and every check is green (rule 40); never while another window keeps it closed.
    pub checks_green: bool,
    /// What other occurrences mean for this one (rule 30).
    pub others: Others,
}

/// The next transition, if one is due. Calling it again after each brings an occurrence up to date, however
/// long nobody looked; each comes at most once, as every stage leads on to later ones only.
#[must_use]
pub fn due(window: &Window, stage: &Stage, now: Timestamp, facts: &Facts) -> Option<Move> {
    let ended = now >= window.end;
    match stage {
        // Never entered: nothing was held, so there is nothing to lift.
        Stage::Planned | Stage::Announced { .. } if ended => Some(Move::End(How::Missed)),
        Stage::Planned => (now >= window.announce_at).then_some(Move::Announce),
        Stage::Announced { .. } => (now >= window.drain_at).then_some(Move::Hold),
        Stage::Draining { .. } => match window.reach {
            Reach::MaintenanceOnly => ended.then(|| at_planned_end(window.at_end)),
            Reach::FullSystem(_) if ended => Some(reopen(window, now)),
            Reach::FullSystem(policy) if now >= window.start => {
                Some(meet(window, facts.others.strictest(policy), now, facts))
            }
            Reach::FullSystem(_) => None,
        },
        Stage::Waiting { .. } | Stage::Cancelling { .. } if ended => Some(reopen(window, now)),
        Stage::Waiting { .. } if gone(facts) => Some(close(facts)),
        // A window that joined this one meanwhile may be stricter.
        Stage::Waiting { until, .. } => {
            match facts.others.strictest(Stragglers::Wait(until.since(window.start))) {
                Stragglers::Wait(limit) => (now >= window.start.plus(limit)).then(|| close(facts)),
                Stragglers::Suspend => Some(close(facts)),
                Stragglers::Cancel => Some(Move::CancelRunning { until: now.plus(CANCEL_LIMIT) }),
            }
        }
        Stage::Cancelling { until, .. } => (gone(facts) || now >= *until).then(|| close(facts)),
        Stage::Closing { .. } => match facts.closed {
            Closed::No => None,
            Closed::Verified => Some(Move::GoOffline { forced: false }),
            Closed::Forced => Some(Move::GoOffline { forced: true }),
        },
        Stage::Offline { .. } if facts.others.keep_offline => None,
        Stage::Offline { leaving: Some(why), .. } => Some(Move::Reopen(why.clone())),
        Stage::Offline { leaving: None, .. } => ended.then(|| reopen(window, now)),
        Stage::Reopening { why, .. } => facts.checks_green.then(|| reopened(window, why, now)),
        Stage::AwaitingConfirmation { .. } => {
            (now >= window.hard_end() && facts.checks_green).then_some(Move::End(How::HardMaximum))
        }
        Stage::Ended { .. } | Stage::Cancelled { .. } => None,
    }
}

/// The instant to look again at, when nothing else happens before. For a database that is being closed it is
/// the one to use force at. One that has passed waits for the facts, not for the clock.
#[must_use]
pub fn wakes(window: &Window, stage: &Stage) -> Option<Timestamp> {
    match stage {
        Stage::Planned => Some(window.announce_at),
        Stage::Announced { .. } => Some(window.drain_at),
        Stage::Draining { .. } => Some(window.offline_at().unwrap_or(window.end)),
        Stage::Waiting { until, .. } | Stage::Cancelling { until, .. } => Some((*until).min(window.end)),
        Stage::Closing { since, .. } => Some(since.plus(CLOSING_LIMIT)),
        Stage::Offline { .. } => Some(window.end),
        Stage::AwaitingConfirmation { .. } => Some(window.hard_end()),
        Stage::Reopening { .. } | Stage::Ended { .. } | Stage::Cancelled { .. } => None,
    }
}

/// The straggler policy at the start. The wait counts from the start, whenever the tick came.
fn meet(window: &Window, policy: Stragglers, now: Timestamp, facts: &Facts) -> Move {
    if gone(facts) {
        return close(facts);
    }
    match policy {
        Stragglers::Wait(limit) if now < window.start.plus(limit) => {
            Move::Wait { until: window.start.plus(limit) }
        }
        Stragglers::Wait(_) | Stragglers::Suspend => close(facts),
        Stragglers::Cancel => Move::CancelRunning { until: now.plus(CANCEL_LIMIT) },
    }
}

/// Nothing is left to wait for: nothing runs, or another window has closed the database.
fn gone(facts: &Facts) -> bool {
    facts.running == 0 || facts.closed != Closed::No
}

fn close(facts: &Facts) -> Move {
    Move::Close(if gone(facts) { Left::Nothing } else { Left::Suspended(facts.running) })
}

fn reopen(window: &Window, now: Timestamp) -> Move {
    let hard = window.at_end == AtEnd::Confirm && now >= window.hard_end();
    Move::Reopen(if hard { Why::HardMaximum } else { Why::PlannedEnd })
}

/// The end of a window that left the database online.
fn at_planned_end(at_end: AtEnd) -> Move {
    match at_end {
        AtEnd::Reopen => Move::End(How::PlannedEnd),
        AtEnd::Confirm => Move::AwaitConfirmation,
    }
}

/// Every check is green: lift the hold, or keep it for a person.
fn reopened(window: &Window, why: &Why, now: Timestamp) -> Move {
    let how = match why {
        Why::Confirmed(by) => How::Confirmed(by.clone()),
        Why::ByHand(by) => How::ByHand(by.clone()),
        Why::HardMaximum => How::HardMaximum,
        Why::PlannedEnd | Why::EndedEarly(_) if window.at_end == AtEnd::Confirm => {
            if now < window.hard_end() {
                return Move::AwaitConfirmation;
            }
            How::HardMaximum
        }
        Why::PlannedEnd => How::PlannedEnd,
        Why::EndedEarly(by) => How::EndedEarly(by.clone()),
    };
    Move::End(how)
}
