//! What was typed into a form that failed without script, kept for the way back to the form (invariant 9).

use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// The form name of a secret just made, shown once.
pub const MADE: &str = "token-made";
/// The form name of the feed's address just made, shown once.
pub const MADE_FEED: &str = "feed-made";

/// The fields of a form that is not done, and why it failed. Never holds a secret.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Which form of the page.
    pub form: String,
    /// What was typed, in the order of the form.
    pub fields: Vec<(String, String)>,
    /// Why it failed; none when it waits for a second step.
    pub error: Option<ApiError>,
}

impl Draft {
    /// What was typed into a field; none when the field was not sent.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a field is never put back: its name says `password`, or begins with `secret`.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.contains("password") || name.starts_with("secret")
}

/// Whether a field is the form's own and not the person's.
#[must_use]
pub fn is_own(name: &str) -> bool {
    name.starts_with('_')
}
