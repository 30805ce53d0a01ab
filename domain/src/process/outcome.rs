//! How a step ended.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// It did what it should.
    Succeeded,
    /// It ended badly by itself.
    Failed,
    /// Its time was up.
    TimedOut,
    /// Nobody knows how it ended: its supervisor is gone, or the host was rebooted (rule 21).
    Interrupted,
    /// A person, or a step of kind `finish`, ended it.
    Cancelled,
    /// It never began.
    Skipped,
}

/// A word that is no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an outcome: succeeded, failed, timed_out, interrupted, cancelled or skipped")]
pub struct BadOutcome(String);

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Succeeded, Self::Failed, Self::TimedOut, Self::Interrupted, Self::Cancelled, Self::Skipped];

    /// The word stored, sent and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::TimedOut => "timed_out",
            Self::Interrupted => "interrupted",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// The word that `when` compares with: a step that timed out or was interrupted is `failed` to it (rule 13).
    #[must_use]
    pub const fn to_when(self) -> &'static str {
        match self {
            Self::Failed | Self::TimedOut | Self::Interrupted => "failed",
            Self::Succeeded => "succeeded",
            Self::Cancelled => "cancelled",
            Self::Skipped => "skipped",
        }
    }

    /// Whether a request with such a step fails unless a dependent handles it (rule 13).
    #[must_use]
    pub const fn needs_handling(self) -> bool {
        match self {
            Self::Failed | Self::TimedOut | Self::Interrupted | Self::Cancelled => true,
            Self::Succeeded | Self::Skipped => false,
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = BadOutcome;
    fn from_str(text: &str) -> Result<Self, BadOutcome> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .ok_or_else(|| BadOutcome(text.chars().take(64).collect()))
    }
}
