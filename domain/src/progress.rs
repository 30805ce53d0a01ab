//! The scheduler of a request, pure: which steps begin, which are skipped, when it has ended.
//!
//! [`advance`] is asked after anything happened to a request: an attempt ended, an instant passed, a cancel
//! was asked for, the server started. It answers with everything that can be decided at that
//! moment; asked again without anything new, it answers the same or nothing.

mod decide;
mod stop;
mod verdict;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use decide::advance;

use crate::process::{Outcome, StepDef};
use crate::time::Timestamp;

/// Where one step of a request stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StepState {
    /// Its id in the definition.
    pub id: String,
    /// The newest attempt, from 1; 0 when it has not begun.
    pub attempt: u32,
    /// What that attempt is at.
    pub phase: Phase,
}

/// What a step is at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Has not begun.
    Waiting,
    /// Begun, a slot granted or not.
    Running {
        /// When its newest attempt began.
        began: Timestamp,
    },
    /// An attempt ended badly; the next one begins at an instant.
    RetryAt {
        /// That instant.
        at: Timestamp,
        /// How the attempt ended.
        last: Outcome,
    },
    /// Nothing more happens to it.
    Ended(Ended),
}

/// How a step ended, and what it handed on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ended {
    /// Its own outcome; what `when` sees is [`Outcome::to_when`].
    pub outcome: Outcome,
    /// A command's exit code, or an HTTP status.
    pub exit_code: Option<i64>,
    /// What expressions read as `steps.id.output.name`.
    pub output: BTreeMap<String, String>,
    /// In words: why it failed or was skipped; the message of a `finish`.
    pub message: Option<String>,
}

impl Ended {
    /// An end without exit code and output.
    #[must_use]
    pub fn plain(outcome: Outcome, message: impl Into<String>) -> Self {
        Self { outcome, exit_code: None, output: BTreeMap::new(), message: Some(message.into()) }
    }
}

/// Whether steps may begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MayBegin {
    /// They may.
    Yes,
    /// None may for now: the request is suspended. What runs goes on.
    Held,
    /// None may any more: the request is being cancelled.
    Cancelling,
}

/// A question: does this `when` hold?
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The step that has it.
    pub step: &'a StepDef,
    /// The expression.
    pub when: &'a str,
    /// Every step that has ended, those settled in the same call included: evaluate with these.
    pub ended: &'a BTreeMap<&'a str, Cow<'a, Ended>>,
}

/// What is to be done now; write all of it in one transaction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Advance {
    /// Attempts to begin, in the definition's order.
    pub begin: Vec<Begin>,
    /// Steps that end without (another) run.
    pub settle: Vec<Settled>,
    /// Running steps to cancel (rule 25); named again at every call until they have ended.
    pub cancel: Vec<String>,
    /// When to ask again though nothing happened: the earliest retry.
    pub wake_at: Option<Timestamp>,
    /// The request has ended; nothing runs and nothing will.
    pub ended: Option<RequestEnd>,
}

/// An attempt to begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begin {
    /// The step.
    pub id: String,
    /// From 1.
    pub attempt: u32,
}

/// A step that ends without (another) run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// The step.
    pub id: String,
    /// `skipped`; `failed` when its `when` could not be evaluated; `cancelled` when a retry was due.
    pub outcome: Outcome,
    /// Why, in words.
    pub message: String,
}

/// How a request ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestEnd {
    /// The status it gets.
    pub status: EndStatus,
    /// The message of `finish`, or which step failed.
    pub message: Option<String>,
}

/// The statuses in which a begun request ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndStatus {
    /// Every failure was handled, or there was none.
    Succeeded,
    /// A step failed and no dependent handled it (rule 13), or `finish` said so.
    Failed,
    /// A person, or the request above it, cancelled it.
    Cancelled,
}

/// The word that `when` compares with (rule 13); the same as [`Outcome::to_when`].
#[must_use]
pub const fn values_outcome(outcome: Outcome) -> &'static str {
    outcome.to_when()
}

/// What a step is at after an attempt ended: tried again later by its `retry`, or ended.
///
/// Under a cancel the step is not tried again, whatever its `retry` says: [`advance`] settles it.
#[must_use]
pub fn attempt_ended(step: &StepDef, attempt: u32, ended: Ended, now: Timestamp) -> Phase {
    match step.retry.as_ref().and_then(|retry| retry.after(attempt, ended.outcome)) {
        Some(delay) => Phase::RetryAt { at: now.plus(delay), last: ended.outcome },
        None => Phase::Ended(ended),
    }
}
