//! Why a command did not come to its end, in words.

use domain::problem::{FieldError, kind};
use serde_json::json;

use super::end::End;
use super::problem::Problem;

/// Why a command did not come to its end.
#[derive(Debug)]
pub enum Failure {
    /// It was asked for wrongly; nothing was sent.
    Usage(String),
    /// The server refused, and said why.
    Problem(Box<Problem>),
    /// The server did not answer.
    Unreachable(String),
    /// Something else went wrong.
    Failed(String),
    /// The person at the terminal broke it off.
    Interrupted,
}

impl Failure {
    /// How the command ends by it.
    #[must_use]
    pub fn end(&self) -> End {
        match self {
            Self::Usage(_) => End::Usage,
            Self::Problem(problem) => problem.end(),
            Self::Unreachable(_) | Self::Failed(_) => End::Failed,
            Self::Interrupted => End::Interrupted,
        }
    }

    /// Whether it may pass by itself, as while Lull restarts: worth asking again during a wait.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Problem(problem) => problem.may_pass(),
            Self::Usage(_) | Self::Failed(_) | Self::Interrupted => false,
        }
    }

    /// All faults of a file as one refusal, as the server would have told them of the whole.
    #[must_use]
    pub fn faults_of(faults: &[FieldError], file: &str) -> Self {
        let document = json!({
            "type": kind::VALIDATION,
            "title": "The input is at fault",
            "status": 422,
            "detail": "Nothing of this file was applied.",
            "errors": faults,
        });
        match Problem::read(&document.to_string()) {
            Some(problem) => Self::Problem(Box::new(problem)).in_file(file),
            None => Self::Failed(format!("{file} is at fault")),
        }
    }

    /// The same, where the server's faults are faults of a file: each is told with its place there.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        if let Self::Problem(problem) = &mut self {
            problem.file = Some(name.to_owned());
        }
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(words) | Self::Unreachable(words) | Self::Failed(words) => f.write_str(words),
            Self::Problem(problem) => problem.fmt(f),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}
