//! How much of a series is meant when one of its dates is named.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Blackout, LocalTime, Occurrence};

/// How much of a series a change or a cancel reaches, beginning with the date that it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Scope {
    /// This date alone.
    #[default]
    One,
    /// This one and those after it.
    Later,
    /// All that are to come.
    All,
}

/// A word that is no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a scope: write one, later or all")]
pub struct BadScope(String);

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::One, Self::Later, Self::All];

    /// The word in addresses and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Later => "later",
            Self::All => "all",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = BadScope;

    fn from_str(text: &str) -> Result<Self, BadScope> {
        let found = Self::ALL.into_iter().find(|scope| scope.as_str() == text);
        found.ok_or_else(|| BadScope(text.chars().take(64).collect()))
    }
}

/// Why a change of a series left a date as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Because {
    /// Its hold is in force.
    InForce,
    /// It was changed for itself before, and has a plan of its own.
    OwnPlan,
}

/// A date that a change of its series left as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stays {
    /// Its original local date-time (rule 29).
    pub key: LocalTime,
    /// Why.
    pub because: Because,
}

impl Stays {
    /// Says so, as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let key = self.key.words();
        match self.because {
            Because::InForce => format!("{key} is in force and stays as it is: extend it or end it instead."),
            Because::OwnPlan => format!("{key} has a plan of its own and keeps it."),
        }
    }
}

/// A blackout after a change, and what the change left as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Altered {
    /// It.
    #[serde(flatten)]
    pub blackout: Blackout,
    /// Dates to come that the change does not reach, though it names them all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<Stays>,
}

/// One date of a series, as lists show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeriesDate {
    /// Its instants, and how far it has come.
    pub occurrence: Occurrence,
    /// It has a plan of its own.
    pub has_own_plan: bool,
}

/// How many dates there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// How many; none when they come without end.
    pub dates: Option<u64>,
    /// The last one; none when they come without end, or there is none.
    pub last: Option<LocalTime>,
}

/// The dates of a series that are to come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeriesDates {
    /// The first that can still be changed.
    pub next: Option<LocalTime>,
    /// The rule in words, in its zone.
    pub rule: String,
    /// The next ones, and beyond them those that were changed for themselves or called off; in order.
    pub dates: Vec<SeriesDate>,
    /// All that are to come by the rule.
    pub all: Tally,
    /// Of these the date that was named, or the first that can be changed, and those after it.
    pub later: Option<Tally>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_is_written_and_nothing_else_is_one() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        let told = "some".parse::<Scope>().unwrap_err().to_string();
        assert_eq!(told, "\"some\" is not a scope: write one, later or all");
    }

    #[test]
    fn what_stays_says_why() {
        let key = "2027-03-28T02:30".parse().unwrap();
        let own = Stays { key, because: Because::OwnPlan };
        assert_eq!(own.words(), "2027-03-28 02:30 has a plan of its own and keeps it.");
    }
}
