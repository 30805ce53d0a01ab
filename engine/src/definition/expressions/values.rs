//! What expressions read.

use std::collections::BTreeMap;

use domain::process::{Expression, Outcome, Reference};
use domain::progress::{Ask, Ended, Phase, StepState, values_outcome};
use minijinja::Value;

/// What expressions read of a request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Values {
    /// The request's inputs, secret ones in the clear.
    pub inputs: BTreeMap<String, String>,
    /// The steps that have ended.
    pub steps: BTreeMap<String, StepValue>,
}

/// What expressions read of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepValue {
    /// Its own outcome.
    pub outcome: Outcome,
    /// A command's exit code, or an HTTP status.
    pub exit_code: Option<i64>,
    /// What it handed on.
    pub output: BTreeMap<String, String>,
}

impl From<&Ended> for StepValue {
    fn from(ended: &Ended) -> Self {
        Self { outcome: ended.outcome, exit_code: ended.exit_code, output: ended.output.clone() }
    }
}

/// Who looks at an outcome.
#[derive(Clone, Copy)]
pub(super) enum Eyes {
    /// Sees it as it is.
    Own,
    /// Sees `failed` for what timed out or was interrupted (rule 13).
    OfWhen,
}

impl Values {
    /// What a step of a request reads.
    #[must_use]
    pub fn of(inputs: BTreeMap<String, String>, steps: &[StepState]) -> Self {
        let ended = |state: &StepState| match &state.phase {
            Phase::Ended(ended) => Some((state.id.clone(), ended.into())),
            Phase::Waiting | Phase::Running { .. } | Phase::RetryAt { .. } => None,
        };
        Self { inputs, steps: steps.iter().filter_map(ended).collect() }
    }

    /// What a `when` reads, while [`domain::progress::advance`] asks for it.
    #[must_use]
    pub fn of_ask(inputs: BTreeMap<String, String>, ask: Ask<'_>) -> Self {
        let steps = ask.ended.iter().map(|(id, ended)| ((*id).to_owned(), ended.as_ref().into())).collect();
        Self { inputs, steps }
    }

    /// The values that one expression reads, and no others.
    pub(super) fn context(&self, expression: &Expression, eyes: Eyes) -> Value {
        let mut inputs = BTreeMap::new();
        let mut steps = BTreeMap::new();
        for reference in expression.references() {
            match reference {
                Reference::Input(name) => {
                    if let Some(value) = self.inputs.get(name) {
                        inputs.insert(name.clone(), Value::from(value.as_str()));
                    }
                }
                Reference::Outcome(id) | Reference::ExitCode(id) | Reference::Output(id) => {
                    if let Some(step) = self.steps.get(id) {
                        steps.insert(id.clone(), step.value(eyes));
                    }
                }
            }
        }
        Value::from(BTreeMap::from([("inputs", Value::from(inputs)), ("steps", Value::from(steps))]))
    }
}

impl StepValue {
    fn value(&self, eyes: Eyes) -> Value {
        let outcome = match eyes {
            Eyes::Own => self.outcome.as_str(),
            Eyes::OfWhen => values_outcome(self.outcome),
        };
        let output: BTreeMap<String, Value> =
            self.output.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        Value::from(BTreeMap::from([
            ("outcome", Value::from(outcome)),
            ("exit_code", self.exit_code.map_or(Value::from(()), Value::from)),
            ("output", Value::from(output)),
        ]))
    }
}
