//! The steps of the wizard.

use serde::{Deserialize, Serialize};

use super::repeats::is_of_recurrence;

/// The steps of the wizard, in their order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Step {
    /// Name, reason, public message.
    What,
    /// Start, end or duration, zone.
    When,
    /// Leads, reach, stragglers, the end.
    How,
    /// What it would bring.
    Review,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::What, Self::When, Self::How, Self::Review];

    /// The word in the address and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::When => "when",
            Self::How => "how",
            Self::Review => "review",
        }
    }

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::What => "What and why",
            Self::When => "When",
            Self::How => "How",
            Self::Review => "Review",
        }
    }

    /// The step of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::What => Self::When,
            Self::When => Self::How,
            Self::How | Self::Review => Self::Review,
        }
    }

    /// The one before it; none before the first.
    #[must_use]
    pub const fn before(self) -> Option<Self> {
        match self {
            Self::What => None,
            Self::When => Some(Self::What),
            Self::How => Some(Self::When),
            Self::Review => Some(Self::How),
        }
    }

    /// The step that a field stands on.
    #[must_use]
    pub fn of_field(name: &str) -> Self {
        match name {
            "name" | "reason" | "message" => Self::What,
            "start" | "end" | "duration" | "zone" => Self::When,
            name if is_of_recurrence(name) => Self::When,
            _ => Self::How,
        }
    }
}
