//! Manual tasks: steps that wait for a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{RequestId, TaskId};
use crate::permission::{Person, Role};
use crate::process::Comment;
use crate::time::Timestamp;

/// How a person answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// The step succeeded.
    Succeeded,
    /// The step failed.
    Failed,
}

impl Verdict {
    /// The word stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Response {
    /// How it ended.
    pub outcome: Verdict,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Handed on as the step's output.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

/// A manual task.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The request it belongs to.
    pub request: RequestId,
    /// The request's process, by name.
    pub process: String,
    /// The step.
    pub step: String,
    /// What is asked.
    pub prompt: String,
    /// The role that answers; none when everybody with Respond to Tasks may.
    pub role: Option<Role>,
    /// Whether an answer needs a comment.
    pub comment: Comment,
    /// Since when it waits.
    pub opened: Timestamp,
    /// Until when it may be answered; then the step is `timed_out`.
    pub deadline: Option<Timestamp>,
    /// The answer, once given.
    pub answer: Option<Answered>,
}

/// An answer on record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answered {
    /// How.
    pub outcome: String,
    /// Who; Lull itself when the request was cancelled or the deadline passed.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub comment: Option<String>,
}

/// Which tasks a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TaskFilter {
    /// Answered ones too, the newest first.
    pub answered: bool,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: Option<u32>,
}
