//! What overlapping occurrences mean for one of them (rule 30).

use super::{Occurrence, Reach, Stage, Stragglers};
use crate::time::Timestamp;

/// What other occurrences mean for one; the default is that there are none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Others {
    /// The database must stay closed for another one, though this one is to reopen.
    pub keep_offline: bool,
    /// The strictest policy of the ones whose offline part joins this one's.
    pub stragglers: Option<Stragglers>,
}

impl Others {
    /// Looks at all occurrences for the one at `me`.
    ///
    /// Another one keeps the database closed while it is offline or closing itself, or when its hold is placed
    /// already, so that the gap before its start is shorter than its drain lead. One that is to reopen itself
    /// keeps nothing, so that two of them never wait for each other.
    #[must_use]
    pub fn of(me: usize, all: &[Occurrence], now: Timestamp) -> Self {
        let Some(mine) = all.get(me) else { return Self::default() };
        let mut others = Self::default();
        for (_, other) in all.iter().enumerate().filter(|(at, _)| *at != me) {
            let Reach::FullSystem(policy) = other.window.reach else { continue };
            others.keep_offline |= keeps(other, now);
            if !other.stage.is_over() && joins(mine, other) {
                others.stragglers = Some(others.strictest(policy));
            }
        }
        others
    }

    /// The stricter of a policy and the others'.
    #[must_use]
    pub fn strictest(&self, policy: Stragglers) -> Stragglers {
        self.stragglers.map_or(policy, |other| other.stricter(policy))
    }
}

/// Whether it needs the database closed now, or within its drain lead.
fn keeps(other: &Occurrence, now: Timestamp) -> bool {
    let lasts = now < other.window.end;
    match &other.stage {
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. } => lasts && (other.window.drain_at < now || other.window.start <= now),
        Stage::Closing { .. } => true,
        Stage::Offline { leaving: None, .. } => lasts,
        Stage::Offline { leaving: Some(_), .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => false,
    }
}

/// Whether the offline parts overlap or are closer than the later one's drain lead.
fn joins(one: &Occurrence, two: &Occurrence) -> bool {
    let (first, then) = if one.window.start <= two.window.start { (one, two) } else { (two, one) };
    then.window.drain_at < first.window.end
}
