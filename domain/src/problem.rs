//! Errors as they are told: RFC 9457 problems with a stable type, and errors of single fields.

use serde::{Deserialize, Serialize};

/// One fault of an input, with its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field, as in `steps[2].timeout` or `password`.
    pub path: String,
    /// Its line in the text that was sent, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Its column, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl FieldError {
    /// A fault of a field that has no place in a text.
    #[must_use]
    pub fn at(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), line: None, column: None, message: message.into() }
    }
}

/// The stable types of problems; each is a path below `/problems/`.
pub mod kind {
    /// 409: the gate refused; a record was made.
    pub const COULD_NOT_START: &str = "/problems/could-not-start";
    /// 503: the hold could not be placed in time.
    pub const NOT_ENABLED: &str = "/problems/not-enabled";
    /// 503: the change may or may not be in force; ask again.
    pub const OUTCOME_UNKNOWN: &str = "/problems/outcome-unknown";
    /// 503: the database is offline for a blackout.
    pub const OFFLINE: &str = "/problems/offline";
    /// 412: somebody else changed it first.
    pub const STALE: &str = "/problems/stale";
    /// 422: the input is at fault; `errors` says where.
    pub const VALIDATION: &str = "/problems/validation";
    /// 401: not logged in, or the session ended.
    pub const UNAUTHENTICATED: &str = "/problems/unauthenticated";
    /// 403: a permission is missing.
    pub const FORBIDDEN: &str = "/problems/forbidden";
    /// 404: no such thing.
    pub const NOT_FOUND: &str = "/problems/not-found";
    /// 429: too many tries.
    pub const TOO_MANY: &str = "/problems/too-many-requests";
    /// 503: the database does not answer, or the disk is full.
    pub const UNAVAILABLE: &str = "/problems/unavailable";
    /// 500: a fault of Lull's own.
    pub const INTERNAL: &str = "/problems/internal";
}
