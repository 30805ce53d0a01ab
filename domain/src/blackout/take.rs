//! Takes the transitions that [`super::due`] says.

use super::{How, IllegalMove, Move, Occurrence, Stage};
use crate::time::Timestamp;

impl Occurrence {
    /// Takes one transition. The instant recorded is never before the last one, though the clock may have
    /// stepped back meanwhile (rule 44).
    ///
    /// # Errors
    /// [`IllegalMove::OutOfOrder`] when it does not follow from the stage.
    pub fn take(self, next: Move, now: Timestamp) -> Result<Self, IllegalMove> {
        if !follows(&self.stage, &next) {
            return Err(IllegalMove::OutOfOrder { stage: self.stage.as_str() });
        }
        let since = self.stage.not_before(now);
        let stage = match next {
            Move::Announce => Stage::Announced { since },
            Move::Hold => Stage::Draining { since },
            Move::Wait { until } => Stage::Waiting { since, until },
            Move::CancelRunning { until } => Stage::Cancelling { since, until },
            Move::Close(left) => Stage::Closing { since, left },
            Move::GoOffline { forced } => Stage::Offline { since, forced, leaving: None },
            Move::Reopen(why) => Stage::Reopening { since, why },
            Move::AwaitConfirmation => Stage::AwaitingConfirmation { since },
            Move::End(how) => Stage::Ended { at: since, how },
        };
        Ok(Self { stage, ..self })
    }
}

impl Stage {
    /// `now`, or the instant that this stage was reached when the clock has stepped back behind it.
    pub(super) fn not_before(&self, now: Timestamp) -> Timestamp {
        self.since().map_or(now, |since| since.max(now))
    }
}

/// Which stages each transition leads on from.
fn follows(stage: &Stage, next: &Move) -> bool {
    use Stage as S;
    match next {
        Move::Announce => matches!(stage, S::Planned),
        Move::Hold => matches!(stage, S::Announced { .. }),
        Move::Wait { .. } => matches!(stage, S::Draining { .. }),
        Move::CancelRunning { .. } => matches!(stage, S::Draining { .. } | S::Waiting { .. }),
        Move::Close(_) => matches!(stage, S::Draining { .. } | S::Waiting { .. } | S::Cancelling { .. }),
        Move::GoOffline { .. } => matches!(stage, S::Closing { .. }),
        Move::Reopen(_) => {
            matches!(stage, S::Draining { .. } | S::Waiting { .. } | S::Cancelling { .. } | S::Offline { .. })
        }
        Move::AwaitConfirmation => matches!(stage, S::Draining { .. } | S::Reopening { .. }),
        Move::End(How::Missed) => matches!(stage, S::Planned | S::Announced { .. }),
        Move::End(_) => {
            matches!(stage, S::Draining { .. } | S::Reopening { .. } | S::AwaitingConfirmation { .. })
        }
    }
}
