//! Further attempts of a step.

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::duration::Span;

/// How often a step is tried, after which endings, and how long it waits between.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retry {
    /// All attempts, the first included: 1 to 20.
    pub attempts: u32,
    /// The endings that are tried again; `failed` and `timed_out` when not given. `interrupted` may have
    /// done its work already, so it must be asked for.
    #[serde(default = "Retry::default_on")]
    pub on: Vec<Outcome>,
    /// Time before the second attempt; 5 s when not given.
    #[serde(default = "Retry::default_delay")]
    pub delay: Span,
    /// What the delay is multiplied with for each further attempt: 1 to 10; 2 when not given.
    #[serde(default = "Retry::default_backoff")]
    pub backoff: f64,
}

impl Retry {
    /// Most attempts that may be asked for.
    pub const MAX_ATTEMPTS: u32 = 20;
    /// Longest time between two attempts, however far the backoff went: one day.
    pub const MAX_DELAY: Span = Span::from_secs(86_400);

    /// `failed` and `timed_out`.
    #[must_use]
    pub fn default_on() -> Vec<Outcome> {
        vec![Outcome::Failed, Outcome::TimedOut]
    }

    /// Five seconds.
    #[must_use]
    pub const fn default_delay() -> Span {
        Span::from_secs(5)
    }

    /// Twice as long each time.
    #[must_use]
    pub const fn default_backoff() -> f64 {
        2.0
    }

    /// The time between the end of `attempt` (from 1) and the next one, or none when there is no next one.
    #[must_use]
    pub fn after(&self, attempt: u32, outcome: Outcome) -> Option<Span> {
        if attempt >= self.attempts || !self.on.contains(&outcome) {
            return None;
        }
        let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
        Some(self.delay.times(self.backoff.powi(exponent)).min(Self::MAX_DELAY))
    }
}
