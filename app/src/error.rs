//! What a server function answers when it does not do what was asked: the engine's errors, as pages know them.

use domain::duration::Span;
use domain::problem::FieldError;
use domain::request::Request;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use crate::words;

/// Why a server function did not do what was asked. Its `Display` is what a page says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// Nobody is logged in, or the session ended.
    #[error("You are not logged in, or your session has ended. Log in again; what you typed is kept.")]
    Unauthenticated,
    /// A permission is missing; names it.
    #[error("{0}")]
    Forbidden(String),
    /// No such thing; names it.
    #[error("{0}")]
    NotFound(String),
    /// The input is at fault, field by field.
    #[error("{}", there_is_a_problem(.0))]
    Invalid(Vec<FieldError>),
    /// The gate refused it; the record that was made.
    #[error("Could Not Start: {}", could_not_start(.0))]
    CouldNotStart(Box<Request>),
    /// Somebody else changed it first (rule 18).
    #[error("Somebody else changed this while you were at it: {changed}.")]
    Stale {
        /// The epoch now.
        epoch: u64,
        /// What changed, in words.
        changed: String,
    },
    /// The hold could not be placed in time (rule 16).
    #[error("Maintenance mode is not enabled: {0} Try again.")]
    NotEnabled(String),
    /// The change may or may not be in force (rule 16).
    #[error("The database did not confirm the change in time. It may or may not be in force: reload to see.")]
    OutcomeUnknown,
    /// Too many tries.
    #[error("Too many tries. Try again in {}.", words::span(*.retry_after))]
    TooMany {
        /// How long to wait.
        retry_after: Span,
    },
    /// The database does not answer, or the disk is full.
    #[error("Lull cannot do this at the moment: {0}")]
    Unavailable(String),
    /// The server was not reached, or what came back was not from Lull.
    #[error("Lull did not answer. Check the connection and try again; what you typed is still here.")]
    Unreachable,
    /// The call itself was malformed.
    #[error("This form could not be read: {0}")]
    Malformed(String),
    /// A fault of Lull's own; the particulars are in the server's log.
    #[error("Something went wrong in Lull itself. The particulars are in the server's log.")]
    Internal,
}

fn there_is_a_problem(errors: &[FieldError]) -> String {
    match errors {
        [one] => one.message.clone(),
        many => format!("{} fields need another look.", many.len()),
    }
}

fn could_not_start(request: &Request) -> String {
    let Some(refusal) = &request.refusal else {
        return "the gate is closed.".to_owned();
    };
    match &refusal.reason {
        Some(reason) => format!("maintenance by {} ({reason}).", refusal.owner),
        None => format!("maintenance by {}.", refusal.owner),
    }
}

impl ApiError {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound(_) => 404,
            Self::CouldNotStart(_) => 409,
            Self::Stale { .. } => 412,
            Self::Invalid(_) | Self::Malformed(_) => 422,
            Self::TooMany { .. } => 429,
            Self::Internal => 500,
            Self::NotEnabled(_) | Self::OutcomeUnknown | Self::Unavailable(_) | Self::Unreachable => 503,
        }
    }

    /// The faults of single fields; empty when it is about the whole.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }

    /// One fault of one field.
    #[must_use]
    pub fn field(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::at(path, message)])
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Args(text) | E::MissingArg(text) => Self::Malformed(text),
            // The browser's side: no connection, or an answer of something in between.
            E::Request(_) | E::Deserialization(_) => Self::Unreachable,
            E::Serialization(text) => Self::Malformed(text),
            E::Registration(_)
            | E::UnsupportedRequestMethod(_)
            | E::ServerError(_)
            | E::MiddlewareError(_)
            | E::Response(_) => Self::Internal,
        }
    }
}

/// A fault as a sentence for people: what says only "should be …" gets its field's name. Names stand in quotes.
#[cfg(any(feature = "ssr", test))]
pub(crate) fn sentence(mut fault: FieldError) -> FieldError {
    let input = fault.path.strip_prefix("inputs.").filter(|name| !name.is_empty());
    if let Some((name, rest)) = input.and_then(|name| Some((name, fault.message.strip_prefix(name)?)))
        && rest.starts_with(' ')
    {
        fault.message = format!("“{name}”{rest}");
    }
    let verbs = ["is ", "should ", "must ", "has ", "may ", "comes ", "lies ", "makes ", "waits "];
    let verb = verbs.iter().any(|verb| fault.message.starts_with(verb));
    if verb && fault.path.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        fault.message = format!("“{}” {}", fault.path.replace('_', " "), fault.message);
    }
    fault.message = words::capital(&fault.message);
    if !fault.message.ends_with(['.', '!', '?']) {
        fault.message.push('.');
    }
    fault
}

#[cfg(feature = "ssr")]
impl From<engine::Error> for ApiError {
    fn from(error: engine::Error) -> Self {
        use engine::Error as E;
        match error {
            E::Unauthenticated => Self::Unauthenticated,
            missing @ (E::Forbidden(_) | E::NotResponder { .. }) => Self::Forbidden(missing.to_string()),
            E::NotFound(what) => Self::NotFound(what),
            E::Invalid(fields) => Self::Invalid(fields.into_iter().map(sentence).collect()),
            E::CouldNotStart(request) => Self::CouldNotStart(request),
            E::Stale { epoch, changed } => Self::Stale { epoch, changed },
            E::NotEnabled(why) => Self::NotEnabled(why),
            E::OutcomeUnknown => Self::OutcomeUnknown,
            E::TooMany { retry_after } => Self::TooMany { retry_after },
            E::Unavailable(why) => Self::Unavailable(why),
            offline @ E::Offline(_) => Self::Unavailable(offline.to_string()),
            E::Internal(why) => {
                tracing::error!(error = %why, "a server function failed");
                Self::Internal
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_a_sentence() {
        let said = |path, message| sentence(FieldError::at(path, message)).message;
        assert_eq!(
            said("keep_days", "should be a number from 1 to 3650"),
            "“keep days” should be a number from 1 to 3650."
        );
        assert_eq!(said("inputs.until", "until is required"), "“until” is required.");
        assert_eq!(
            said("comment", "this task asks for a comment: say why"),
            "This task asks for a comment: say why."
        );
        assert_eq!(said("steps[2].timeout", "is not a duration."), "Is not a duration.");
    }
}
