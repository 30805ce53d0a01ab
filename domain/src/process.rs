//! What a process is made of: its definition, and the pure part of checking one.
//!
//! The same shape as YAML and as JSON (contract.md, "A process definition"); reading text with places is
//! the engine's. Everything here compiles to wasm32, so that a page can draw the steps as a graph.

mod check;
mod expect;
mod expression;
mod graph;
mod input;
mod name;
mod outcome;
mod places;
mod retry;
mod work;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use check::Fault;
pub use expect::{BadExpect, Expect};
pub use expression::{BadTemplate, Expression, FILTERS, Piece, Reference, TESTS, Template, when_expression};
pub use graph::Graph;
pub use input::{Input, check_inputs};
pub use name::{MAX_PROCESS_NAME, check_process_name};
pub use outcome::{BadOutcome, Outcome};
pub use retry::Retry;
pub use work::{Comment, Finish, Http, Manual, Method, Responders, RunProcess, StepKind, Wait, Work};

use crate::duration::Span;

/// Most steps that one process may have.
pub const MAX_STEPS: usize = 500;
/// Most inputs that one process may have.
pub const MAX_INPUTS: usize = 100;
/// Longest value of one input, in bytes.
pub const MAX_INPUT_BYTES: usize = 64 * 1024;

/// Shortest value of a secret input, in bytes: the supervisor masks no shorter ones, which would garble logs.
pub const SHORTEST_SECRET: usize = 3;
/// The agent that every server carries.
pub const LOCAL_AGENT: &str = "local";

/// What a process does: its inputs and its steps.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Definition {
    /// Unique among processes; a request may name it instead of its id.
    pub name: String,
    /// What it may act on.
    pub kind: ProcessKind,
    /// A line for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What a request is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
    /// What is done. The order in the text says nothing; `needs` does.
    pub steps: Vec<StepDef>,
}

/// What a process may act on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProcessKind {
    /// A generic one, of no component and no application.
    Global,
    /// Acts on one component. Refused by [`Definition::check`] until components exist.
    Component,
    /// Acts on an application's environment. Refused by [`Definition::check`] until applications exist.
    Application,
}

impl ProcessKind {
    /// The word stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Component => "component",
            Self::Application => "application",
        }
    }
}

/// One step as it was defined.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepDef {
    /// Unique in its process; expressions and the folder on disk are named by it.
    pub id: String,
    /// The steps that must have ended before this one begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// An expression that says whether it runs at all; what it reads decides rule 13.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Longest time one attempt may take; counts on through restarts (rule 33).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// Further attempts after an ending that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Where it runs: `local`, or an expression over one input. Absent is the embedded agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// Environment variables of a shell step; each value is a template.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
    /// What it does; in the text it is the one key that names the kind, as `shell`.
    #[serde(flatten)]
    pub work: Work,
}

impl Definition {
    /// The step of that id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&StepDef> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The input of that name.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.name == name)
    }

    /// Every template of its steps with its place, as `steps[2].env.DAY`; not `when`, which is one expression.
    #[must_use]
    pub fn templates(&self) -> Vec<(String, &str)> {
        let below = |(index, step)| {
            let places: Vec<places::Place<'_>> = places::templates(step);
            places.into_iter().map(move |place| (format!("steps[{index}].{}", place.path), place.text))
        };
        self.steps.iter().enumerate().flat_map(below).collect()
    }

    /// Finds what is wrong with it, each fault with its place; empty when it may be saved.
    #[must_use]
    pub fn check(&self) -> Vec<Fault> {
        check::check(self)
    }
}

impl StepDef {
    /// The kind of work it does.
    #[must_use]
    pub const fn kind(&self) -> StepKind {
        self.work.kind()
    }

    /// The steps whose outcome its `when` reads; empty without one.
    #[must_use]
    pub fn reads_outcomes(&self) -> Vec<String> {
        let Some(Ok(expression)) = self.when.as_deref().map(when_expression) else {
            return Vec::new();
        };
        expression.outcomes_read()
    }
}
