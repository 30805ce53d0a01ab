//! Ends a request before all its steps have: by a `finish`, or by a cancel.

use super::decide::Board;
use super::{MayBegin, Phase, RequestEnd, verdict};
use crate::process::{Outcome, Work};

/// Why nothing more begins.
pub(super) enum Stop {
    Finished(RequestEnd, String),
    Cancelled,
}

impl Board<'_> {
    /// A `finish` that ran ends the request, before a cancel does; it said how.
    pub(super) fn stop(&self, may_begin: MayBegin) -> Option<Stop> {
        let finished = self.definition.steps.iter().enumerate().find_map(|(index, step)| {
            let (Work::Finish(finish), Phase::Ended(ended)) = (&step.work, self.phase(index)) else {
                return None;
            };
            let ran = self.attempt(index) > 0 && ended.outcome != Outcome::Cancelled;
            ran.then(|| Stop::Finished(verdict::of_finish(finish.outcome, ended), step.id.clone()))
        });
        finished.or_else(|| (may_begin == MayBegin::Cancelling).then_some(Stop::Cancelled))
    }

    /// Settles what has not begun, cancels what runs, and ends the request when nothing does.
    pub(super) fn wind_up(&mut self, stop: &Stop) {
        let (end, why) = match stop {
            Stop::Finished(end, by) => (end.clone(), format!("{by} had finished the request")),
            Stop::Cancelled => (verdict::cancelled(), "the request was cancelled".to_owned()),
        };
        for index in 0..self.definition.steps.len() {
            match self.phase(index) {
                Phase::Waiting => self.settle(index, Outcome::Skipped, format!("not begun: {why}")),
                Phase::RetryAt { last, .. } => {
                    self.settle(index, Outcome::Cancelled, format!("{last}, and not tried again: {why}"));
                }
                Phase::Running { .. } => self.answer.cancel.push(self.definition.steps[index].id.clone()),
                Phase::Ended(_) => {}
            }
        }
        if self.answer.cancel.is_empty() {
            self.answer.ended = Some(end);
        }
    }
}
