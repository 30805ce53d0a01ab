//! Decides what happens next in a request.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::verdict::{self, Told};
use super::{Advance, Ask, Begin, Ended, MayBegin, Phase, Settled, StepState};
use crate::process::{Definition, Graph, Outcome, StepDef, StepKind};
use crate::time::Timestamp;

/// Decides everything that can be decided now about a request of `definition`.
///
/// `steps` may come in any order; a step that is not among them has not begun. `ask_when` evaluates a `when`;
/// its error fails the step. It is asked at most once a step and call, and only when every need has ended.
///
/// Steps without needs begin at once, others when every need has ended, side by side. Rule 13 decides about
/// those whose needs did not succeed, be it that they were skipped: they are skipped too, unless their `when` reads the
/// outcome of each such need and holds.
pub fn advance(
    definition: &Definition,
    steps: &[StepState],
    ask_when: &mut dyn FnMut(Ask<'_>) -> Result<bool, String>,
    now: Timestamp,
    may_begin: MayBegin,
) -> Advance {
    let mut board = Board::of(definition, steps);
    if let Some(stop) = board.stop(may_begin) {
        board.wind_up(&stop);
    } else {
        board.settle_and_begin(ask_when, now, may_begin);
    }
    board.answer
}

/// A request's steps as they stand, and what is to be done about them.
pub(super) struct Board<'a> {
    pub(super) definition: &'a Definition,
    graph: Graph<'a>,
    states: Vec<Option<&'a StepState>>,
    reads: Vec<BTreeSet<String>>,
    ended: BTreeMap<&'a str, Cow<'a, Ended>>,
    pub(super) answer: Advance,
}

/// What is to become of a step whose needs have ended.
enum Fate {
    Begin,
    Settle(Outcome, String),
}

impl<'a> Board<'a> {
    fn of(definition: &'a Definition, steps: &'a [StepState]) -> Self {
        let by_id: HashMap<&str, &StepState> = steps.iter().map(|state| (state.id.as_str(), state)).collect();
        let states: Vec<Option<&StepState>> =
            definition.steps.iter().map(|step| by_id.get(step.id.as_str()).copied()).collect();
        let ended = definition
            .steps
            .iter()
            .zip(&states)
            .filter_map(|(step, state)| match state.map(|state| &state.phase) {
                Some(Phase::Ended(ended)) => Some((step.id.as_str(), Cow::Borrowed(ended))),
                Some(Phase::Waiting | Phase::Running { .. } | Phase::RetryAt { .. }) | None => None,
            })
            .collect();
        let reads = definition.steps.iter().map(|step| step.reads_outcomes().into_iter().collect()).collect();
        Self { definition, graph: Graph::of(definition), states, reads, ended, answer: Advance::default() }
    }

    pub(super) fn phase(&self, index: usize) -> &'a Phase {
        self.states[index].map_or(&Phase::Waiting, |state| &state.phase)
    }

    pub(super) fn attempt(&self, index: usize) -> u32 {
        self.states[index].map_or(0, |state| state.attempt)
    }

    pub(super) fn settle(&mut self, index: usize, outcome: Outcome, message: String) {
        let id = self.definition.steps[index].id.as_str();
        self.ended.insert(id, Cow::Owned(Ended::plain(outcome, message.clone())));
        self.answer.settle.push(Settled { id: id.to_owned(), outcome, message });
    }

    fn settle_and_begin(
        &mut self,
        ask_when: &mut dyn FnMut(Ask<'_>) -> Result<bool, String>,
        now: Timestamp,
        may_begin: MayBegin,
    ) {
        let ready = self.settle_to_fixpoint(ask_when);
        let count = self.definition.steps.len();
        let running = (0..count).any(|index| matches!(self.phase(index), Phase::Running { .. }));
        let retrying = (0..count).any(|index| matches!(self.phase(index), Phase::RetryAt { .. }));
        if may_begin == MayBegin::Yes {
            self.begin(&ready, now);
        }
        if !running && !retrying && ready.is_empty() {
            self.end_or_unknot();
        }
    }

    /// Decides about waiting steps until no decision makes another one possible; gives those that may begin.
    fn settle_to_fixpoint(
        &mut self,
        ask_when: &mut dyn FnMut(Ask<'_>) -> Result<bool, String>,
    ) -> Vec<usize> {
        let mut open: Vec<usize> = (0..self.definition.steps.len())
            .filter(|index| matches!(self.phase(*index), Phase::Waiting))
            .collect();
        let mut ready = Vec::new();
        loop {
            let before = self.answer.settle.len();
            let mut still_open = Vec::new();
            for index in open {
                match self.fate(index, ask_when) {
                    None => still_open.push(index),
                    Some(Fate::Begin) => ready.push(index),
                    Some(Fate::Settle(outcome, message)) => self.settle(index, outcome, message),
                }
            }
            open = still_open;
            if self.answer.settle.len() == before {
                ready.sort_unstable();
                return ready;
            }
        }
    }

    fn fate(&self, index: usize, ask_when: &mut dyn FnMut(Ask<'_>) -> Result<bool, String>) -> Option<Fate> {
        let step = &self.definition.steps[index];
        let needs_ended = self.graph.needs(index).iter().all(|need| self.outcome(*need).is_some());
        if !needs_ended {
            return None;
        }
        if let Some(blocker) =
            self.graph.needs(index).iter().find(|need| !self.excused(**need, &self.reads[index]))
        {
            let id = &self.definition.steps[*blocker].id;
            let outcome = self.outcome(*blocker).unwrap_or(Outcome::Skipped);
            let message = match outcome {
                Outcome::Skipped => format!("{id} was skipped"),
                Outcome::TimedOut => format!("{id} timed out"),
                Outcome::Interrupted => format!("{id} was interrupted"),
                Outcome::Cancelled => format!("{id} was cancelled"),
                Outcome::Failed | Outcome::Succeeded => format!("{id} {outcome}"),
            };
            return Some(Fate::Settle(Outcome::Skipped, message));
        }
        let Some(when) = step.when.as_deref() else {
            return Some(Fate::Begin);
        };
        Some(match ask_when(Ask { step, when, ended: &self.ended }) {
            Ok(true) => Fate::Begin,
            Ok(false) => Fate::Settle(Outcome::Skipped, "its when did not hold".to_owned()),
            Err(message) => {
                Fate::Settle(Outcome::Failed, format!("its when could not be evaluated: {message}"))
            }
        })
    }

    fn outcome(&self, index: usize) -> Option<Outcome> {
        self.ended.get(self.definition.steps[index].id.as_str()).map(|ended| ended.outcome)
    }

    /// Whether a need does not stand in the way of a step whose `when` reads the outcomes `reads` (rule 13).
    fn excused(&self, need: usize, reads: &BTreeSet<String>) -> bool {
        self.outcome(need) == Some(Outcome::Succeeded) || reads.contains(&self.definition.steps[need].id)
    }

    /// A `finish` begins alone: what would begin beside it would only be cancelled.
    fn begin(&mut self, ready: &[usize], now: Timestamp) {
        let is_finish = |index: &usize| self.definition.steps[*index].kind() == StepKind::Finish;
        let finishing = (0..self.definition.steps.len())
            .any(|index| is_finish(&index) && matches!(self.phase(index), Phase::Running { .. }));
        if finishing {
            return;
        }
        if let Some(finish) = ready.iter().copied().find(is_finish) {
            self.push_begin(finish);
            return;
        }
        for index in 0..self.definition.steps.len() {
            match self.phase(index) {
                Phase::Waiting if ready.binary_search(&index).is_ok() => self.push_begin(index),
                Phase::RetryAt { at, .. } if *at <= now => self.push_begin(index),
                Phase::RetryAt { at, .. } => {
                    let earliest = self.answer.wake_at.map_or(*at, |known| known.min(*at));
                    self.answer.wake_at = Some(earliest);
                }
                Phase::Waiting | Phase::Running { .. } | Phase::Ended(_) => {}
            }
        }
    }

    fn push_begin(&mut self, index: usize) {
        let id = self.definition.steps[index].id.clone();
        self.answer.begin.push(Begin { id, attempt: self.attempt(index) + 1 });
    }

    /// Nothing runs and nothing can begin: the request has ended.
    fn end_or_unknot(&mut self) {
        for index in 0..self.definition.steps.len() {
            // Only a definition that was never checked has steps that need each other.
            if self.outcome(index).is_none() {
                self.settle(
                    index,
                    Outcome::Failed,
                    "it could never begin: its needs lead back to itself".to_owned(),
                );
            }
        }
        let told: Vec<Told<'_>> = self
            .definition
            .steps
            .iter()
            .enumerate()
            .filter_map(|(index, step)| Some(self.tell(index, step, self.ended.get(step.id.as_str())?)))
            .collect();
        self.answer.ended = Some(verdict::of_steps(&told));
    }

    fn tell<'s>(&'s self, index: usize, step: &'s StepDef, ended: &'s Ended) -> Told<'s> {
        Told { step, ended, ran: self.attempt(index) > 0, reads: &self.reads[index] }
    }
}
