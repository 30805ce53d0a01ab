//! A request that is run without an engine: what `advance` says is done to a list of states.

use std::collections::BTreeMap;

use domain::duration::Span;
use domain::process::{Definition, Finish, Outcome, ProcessKind, Retry, StepDef, Work};
use domain::progress::{
    Advance, Ask, Ended, MayBegin, Phase, RequestEnd, StepState, advance, attempt_ended, values_outcome,
};
use domain::time::Timestamp;

/// A step that runs a script.
pub fn step(id: &str, needs: &[&str]) -> StepDef {
    StepDef {
        id: id.to_owned(),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        when: None,
        timeout: None,
        retry: None,
        agent: None,
        env: BTreeMap::new(),
        work: Work::Shell("make".to_owned()),
    }
}

/// A step with a condition.
pub fn when(id: &str, needs: &[&str], condition: &str) -> StepDef {
    StepDef { when: Some(condition.to_owned()), ..step(id, needs) }
}

/// A step that ends the request.
pub fn finish(id: &str, needs: &[&str], outcome: Outcome) -> StepDef {
    StepDef { work: Work::Finish(Finish { outcome, message: None }), ..step(id, needs) }
}

/// A step that is tried again after 10 s, then 20 s, and so on.
pub fn retried(id: &str, needs: &[&str], attempts: u32, on: &[Outcome]) -> StepDef {
    let retry = Retry { attempts, on: on.to_vec(), delay: Span::from_secs(10), backoff: 2.0 };
    StepDef { retry: Some(retry), ..step(id, needs) }
}

pub fn definition(steps: Vec<StepDef>) -> Definition {
    Definition {
        name: "p".to_owned(),
        kind: ProcessKind::Global,
        description: None,
        inputs: Vec::new(),
        steps,
    }
}

/// A running request.
pub struct Run {
    pub definition: Definition,
    pub states: Vec<StepState>,
    pub now: Timestamp,
    pub may_begin: MayBegin,
    pub ended: Option<RequestEnd>,
}

impl Run {
    pub fn of(steps: Vec<StepDef>) -> Self {
        let definition = definition(steps);
        assert_eq!(definition.check(), [], "the test's own definition is at fault");
        let waiting = |step: &StepDef| StepState { id: step.id.clone(), attempt: 0, phase: Phase::Waiting };
        let states = definition.steps.iter().map(waiting).collect();
        Self { definition, states, now: Timestamp::from_micros(0), may_begin: MayBegin::Yes, ended: None }
    }

    /// What is to be done, without doing it.
    pub fn asks(&self) -> Advance {
        advance(&self.definition, &self.states, &mut holds, self.now, self.may_begin)
    }

    /// Does what is to be done and tells it in words.
    pub fn goes_on(&mut self) -> String {
        let told = self.asks();
        self.apply(&told);
        tell(&told)
    }

    pub fn apply(&mut self, told: &Advance) {
        let now = self.now;
        for begin in &told.begin {
            let state = self.state(&begin.id);
            state.attempt = begin.attempt;
            state.phase = Phase::Running { began: now };
        }
        for settled in &told.settle {
            self.state(&settled.id).phase =
                Phase::Ended(Ended::plain(settled.outcome, settled.message.clone()));
        }
        self.ended.clone_from(&told.ended);
    }

    /// The newest attempt of a running step ends.
    pub fn ends(&mut self, id: &str, outcome: Outcome) -> &mut Self {
        let now = self.now;
        let Some(step) = self.definition.step(id).cloned() else { panic!("no step {id}") };
        let state = self.state(id);
        assert!(matches!(state.phase, Phase::Running { .. }), "{id} does not run");
        let ended = Ended { outcome, exit_code: None, output: BTreeMap::new(), message: None };
        state.phase = attempt_ended(&step, state.attempt, ended, now);
        self
    }

    pub fn after_secs(&mut self, seconds: i64) -> &mut Self {
        self.now = self.now.plus(Span::from_secs(seconds));
        self
    }

    pub fn state(&mut self, id: &str) -> &mut StepState {
        let Some(state) = self.states.iter_mut().find(|state| state.id == id) else { panic!("no step {id}") };
        state
    }

    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        match &self.states.iter().find(|state| state.id == id)?.phase {
            Phase::Ended(ended) => Some(ended.outcome),
            Phase::Waiting | Phase::Running { .. } | Phase::RetryAt { .. } => None,
        }
    }
}

/// Evaluates what these tests write: `steps.a.outcome == 'failed'`, `!=`, joined by `or`.
pub fn holds(ask: Ask<'_>) -> Result<bool, String> {
    ask.when.split(" or ").try_fold(false, |before, part| {
        let words: Vec<&str> = part.split(' ').collect();
        let [left, sign, right] = words.as_slice() else {
            return Err(format!("cannot read {part}"));
        };
        let id = left.trim_start_matches("steps.").trim_end_matches(".outcome");
        let Some(ended) = ask.ended.get(id) else {
            return Err(format!("{id} has not ended"));
        };
        let same = values_outcome(ended.outcome) == right.trim_matches('\'');
        Ok(before || if *sign == "==" { same } else { !same })
    })
}

pub fn tell(told: &Advance) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(told.begin.iter().map(|begin| match begin.attempt {
        1 => format!("begin {}", begin.id),
        attempt => format!("begin {} again ({attempt})", begin.id),
    }));
    words.extend(told.settle.iter().map(|one| format!("{} {}: {}", one.id, one.outcome, one.message)));
    words.extend(told.cancel.iter().map(|id| format!("cancel {id}")));
    words.extend(told.wake_at.map(|at| format!("wake at {} s", at.micros() / 1_000_000)));
    words.extend(told.ended.as_ref().map(|end| match &end.message {
        Some(message) => format!("ended {:?}: {message}", end.status),
        None => format!("ended {:?}", end.status),
    }));
    words.join("\n")
}
