//! Why a slot is offered where it is.

use serde::{Deserialize, Serialize};

use crate::duration::Span;

/// On which side of a slot something lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
}

/// One reason.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// No request is planned that it would hit.
    NothingPlanned,
    /// It would hit planned requests.
    Planned {
        /// How many.
        count: u32,
        /// Their processes, the earliest first, at most three.
        first: Vec<String>,
    },
    /// It would hit a process at a time when that usually runs.
    UsuallyRuns {
        /// The process.
        process: String,
        /// How many runs a week, to the hundredth; newer weeks count more.
        per_week: f64,
    },
    /// In so many weeks it would have hit nothing at this time.
    QuietLast {
        /// How many weeks.
        weeks: u32,
    },
    /// Another blackout is less than a day away.
    NearBlackout {
        /// Its name.
        name: String,
        /// How far it is from one to the other.
        gap: Span,
        /// On which side it lies.
        side: Side,
    },
}

impl Reason {
    /// The reason as a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NothingPlanned => "It hits nothing that is planned.".to_owned(),
            Self::Planned { count: 1, first } => format!("It hits 1 planned request: {}.", first.join(", ")),
            Self::Planned { count, first } => {
                format!("It hits {count} planned requests, {} among them.", listed(first))
            }
            Self::UsuallyRuns { process, per_week } if *per_week < 0.5 => {
                format!("{process} ran at this time now and then, about {per_week} times a week.")
            }
            Self::UsuallyRuns { process, per_week } if *per_week <= 1.0 => {
                format!("{process} usually runs at this time, about once a week.")
            }
            Self::UsuallyRuns { process, per_week } => {
                format!("{process} usually runs at this time, about {per_week} times a week.")
            }
            Self::QuietLast { weeks: 1 } => "It would have hit nothing in the last week.".to_owned(),
            Self::QuietLast { weeks } => {
                format!("It would have hit nothing at this time in the last {weeks} weeks.")
            }
            Self::NearBlackout { name, gap, side } => near(name, *gap, *side),
        }
    }
}

fn near(name: &str, gap: Span, side: Side) -> String {
    match (side, gap) {
        (Side::After, Span::ZERO) => format!("The blackout {name} begins right after it."),
        (Side::After, gap) => format!("The blackout {name} begins {gap} after it."),
        (Side::Before, gap) => format!("The blackout {name} ends {gap} before it."),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
