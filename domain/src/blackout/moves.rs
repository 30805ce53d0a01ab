//! What people do to an occurrence: each move consumes it, or says why it cannot be made.

use super::{AtEnd, How, IllegalMove, LONGEST, Occurrence, Stage, Why, Window};
use crate::permission::Person;
use crate::time::Timestamp;

impl Occurrence {
    /// Plans it anew after an edit; it is announced and held again when that is due.
    ///
    /// # Errors
    /// [`IllegalMove`] once its hold is in force.
    pub fn replan(self, window: Window) -> Result<Self, IllegalMove> {
        match self.stage {
            Stage::Planned | Stage::Announced { .. } => Ok(Self::planned(self.key, window)),
            Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. } => Err(IllegalMove::HoldInForce),
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => Err(IllegalMove::Over { at }),
        }
    }

    /// Moves its end to a later instant, and its hard end with it.
    ///
    /// # Errors
    /// [`IllegalMove`] when it has not begun, is reopening or over, or the new end is none.
    pub fn extend(mut self, end: Timestamp, now: Timestamp) -> Result<Self, IllegalMove> {
        match &self.stage {
            Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { leaving: None, .. }
            | Stage::AwaitingConfirmation { .. } => {}
            Stage::Planned | Stage::Announced { .. } => return Err(self.not_begun()),
            Stage::Offline { leaving: Some(_), .. } => return Err(IllegalMove::Leaving),
            Stage::Reopening { .. } => return Err(IllegalMove::Reopening),
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => {
                return Err(IllegalMove::Over { at: *at });
            }
        }
        if end <= self.window.end {
            return Err(IllegalMove::NotLater { end: self.window.end });
        }
        if end <= now {
            return Err(IllegalMove::Passed { now });
        }
        if end.since(self.window.start) > LONGEST {
            return Err(IllegalMove::TooLong);
        }
        self.window.end = end;
        Ok(self)
    }

    /// Ends it now. What happens at the end happens, but its planned end and hard maximum stay on record.
    ///
    /// Before its start, or with nothing closed yet and nothing to confirm, its hold just lifts.
    ///
    /// # Errors
    /// [`IllegalMove`] when it has not begun, is being closed, or has ended already.
    pub fn end_early(self, by: Person, now: Timestamp) -> Result<Self, IllegalMove> {
        let since = self.stage.not_before(now);
        let begun = now >= self.window.start;
        let stage = match self.stage {
            Stage::Planned | Stage::Announced { .. } => return Err(self.not_begun()),
            Stage::Draining { .. } | Stage::Waiting { .. } | Stage::Cancelling { .. } => {
                if begun && self.window.at_end == AtEnd::Confirm {
                    Stage::AwaitingConfirmation { since }
                } else {
                    Stage::Ended { at: since, how: How::EndedEarly(by) }
                }
            }
            Stage::Closing { .. } => return Err(IllegalMove::Closing),
            Stage::Offline { since, forced, leaving: None } => {
                Stage::Offline { since, forced, leaving: Some(Why::EndedEarly(by)) }
            }
            Stage::Offline { leaving: Some(_), .. } => return Err(IllegalMove::Leaving),
            Stage::Reopening { .. } => return Err(IllegalMove::Reopening),
            Stage::AwaitingConfirmation { .. } => return Err(IllegalMove::AwaitsConfirmation),
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => return Err(IllegalMove::Over { at }),
        };
        Ok(Self { stage, ..self })
    }

    /// Confirms that it may open (rule 41). Offline or while it reopens, no confirmation is waited for later.
    ///
    /// # Errors
    /// [`IllegalMove`] when it reopens by itself, has nothing to confirm yet, or is confirmed already.
    pub fn confirm(self, by: Person, now: Timestamp) -> Result<Self, IllegalMove> {
        if self.window.at_end == AtEnd::Reopen && !self.stage.is_over() {
            return Err(IllegalMove::NothingToConfirm);
        }
        let at = self.stage.not_before(now);
        let stage = match self.stage {
            Stage::AwaitingConfirmation { .. } => Stage::Ended { at, how: How::Confirmed(by) },
            Stage::Offline { leaving: Some(Why::Confirmed(_) | Why::ByHand(_)), .. }
            | Stage::Reopening { why: Why::Confirmed(_) | Why::ByHand(_) | Why::HardMaximum, .. } => {
                return Err(IllegalMove::ConfirmedAlready);
            }
            Stage::Offline { since, forced, leaving: _ } => {
                Stage::Offline { since, forced, leaving: Some(Why::Confirmed(by)) }
            }
            Stage::Reopening { since, why: _ } => Stage::Reopening { since, why: Why::Confirmed(by) },
            Stage::Closing { .. } => return Err(IllegalMove::Closing),
            Stage::Planned | Stage::Announced { .. } => return Err(self.not_begun()),
            Stage::Draining { .. } | Stage::Waiting { .. } | Stage::Cancelling { .. } => {
                return Err(IllegalMove::NotYet { end: self.window.end });
            }
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => return Err(IllegalMove::Over { at }),
        };
        Ok(Self { stage, ..self })
    }

    /// Reopens by hand from the host: now, and without a confirmation.
    ///
    /// # Errors
    /// [`IllegalMove`] when the database is not offline.
    pub fn reopen_by_hand(self, by: Person, now: Timestamp) -> Result<Self, IllegalMove> {
        let at = self.stage.not_before(now);
        let stage = match self.stage {
            Stage::Offline { since, forced, leaving: _ } => {
                Stage::Offline { since, forced, leaving: Some(Why::ByHand(by)) }
            }
            Stage::Reopening { since, why: _ } => Stage::Reopening { since, why: Why::ByHand(by) },
            Stage::AwaitingConfirmation { .. } => Stage::Ended { at, how: How::ByHand(by) },
            Stage::Closing { .. } => return Err(IllegalMove::Closing),
            Stage::Planned | Stage::Announced { .. } => return Err(self.not_begun()),
            Stage::Draining { .. } | Stage::Waiting { .. } | Stage::Cancelling { .. } => {
                return Err(IllegalMove::NotOffline);
            }
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => return Err(IllegalMove::Over { at }),
        };
        Ok(Self { stage, ..self })
    }

    /// Reopens by hand although nobody knows how far it has come, as what was remembered of it cannot be believed
    /// (rule 35). None where the database is not closed for it at this instant.
    #[must_use]
    pub fn reopen_unknown(self, by: Person, now: Timestamp) -> Option<Self> {
        let is_on = self.window.offline_at().is_some_and(|at| at <= now);
        let comes_back = match self.stage {
            Stage::Planned
            | Stage::Announced { .. }
            | Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. } => is_on,
            Stage::Reopening { .. } => true,
            Stage::AwaitingConfirmation { .. } | Stage::Ended { .. } | Stage::Cancelled { .. } => false,
        };
        let since = self.stage.not_before(now);
        let stage = Stage::Reopening { since, why: Why::ByHand(by) };
        comes_back.then_some(Self { stage, ..self })
    }

    /// Calls it off, which is possible until its start.
    ///
    /// # Errors
    /// [`IllegalMove`] from its start on.
    pub fn cancel(self, by: Person, now: Timestamp) -> Result<Self, IllegalMove> {
        let at = self.stage.not_before(now);
        let start = self.window.start;
        match self.stage {
            Stage::Planned | Stage::Announced { .. } => {}
            Stage::Draining { .. } if now < start => {}
            Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. } => return Err(IllegalMove::Begun { start }),
            Stage::Ended { at, .. } | Stage::Cancelled { at, .. } => return Err(IllegalMove::Over { at }),
        }
        Ok(Self { stage: Stage::Cancelled { at, by }, ..self })
    }

    fn not_begun(&self) -> IllegalMove {
        IllegalMove::NotBegun { holds_at: self.window.drain_at }
    }
}
