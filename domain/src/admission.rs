//! The only place that decides whether something may start.

use serde::{Deserialize, Serialize};

use crate::id::HoldId;
use crate::maintenance::{BYPASS_MARGIN, GateState, Standing};
use crate::time::Timestamp;

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $words:literal;)*) => {
        /// One of the ten things that the gate guards (product.md, "The law of maintenance mode").
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Operation { $($(#[$doc])* $name,)* }

        impl Operation {
            /// All ten.
            pub const ALL: [Self; 10] = [$(Self::$name,)*];

            /// The word sent as `rule` and stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What did not start, in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }
        }
    };
}

operations! {
    /// A new execution of a global, component or application process.
    Process = "process", "a new run of a process";
    /// A run triggered by the calendar, a one-shot included.
    Calendar = "calendar", "a run from the calendar";
    /// A repeat of an earlier request.
    Repeat = "repeat", "a repeat of an earlier request";
    /// Approving, and rejecting.
    Approval = "approval", "an answer to an approval";
    /// A version import asked for by hand.
    ImportManual = "import_manual", "a version import";
    /// A version import by itself.
    ImportAutomatic = "import_automatic", "an automatic version import";
    /// A process that would start on completion of an import.
    PostImport = "post_import", "a process after a version import";
    /// Auto discovery.
    Discovery = "discovery", "an auto discovery";
    /// Auto compare.
    Compare = "compare", "an auto compare";
    /// Auto configure.
    Configure = "configure", "an auto configure";
}

impl std::str::FromStr for Operation {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.as_str() == text)
            .ok_or_else(|| format!("\"{text}\" is not an operation"))
    }
}

/// What a start may bring along against a hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Nothing: an ordinary start.
    None,
    /// The permission Run During Maintenance, with a reason on record (rule 12).
    Bypass,
    /// It belongs to a running request whose root the gate admitted (rule 2).
    Begun,
}

/// Why something did not start; part of the record, and told to whoever asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// Which of the ten.
    pub rule: Operation,
    /// The hold that refused it.
    pub hold: HoldId,
    /// The hold's reason.
    pub reason: Option<String>,
    /// Who placed the hold.
    pub owner: String,
    /// Since when it is in force.
    pub since: Timestamp,
    /// When the gate is expected to open (rule 7).
    pub opens_at: Option<Timestamp>,
    /// Always true beside an `opens_at`: it is a guess by the hold's owner.
    pub estimated: bool,
    /// The estimated end has passed and the hold is still there.
    pub overdue: bool,
}

/// The gate's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// It may start. `bypassed` says that a hold was in force and a bypass outweighed it.
    Admit {
        /// Whether a hold was overridden.
        bypassed: bool,
    },
    /// It may not.
    Refuse(Refusal),
}

/// Decides whether `operation` may start at `now`, an instant read after the gate lock was granted (rule 2).
///
/// Total: every state has an answer, and a refusal names its hold. A request that began goes on even
/// offline, where nothing asks any more. `expires_at` of a hold is not looked at (rule 17).
#[must_use]
pub fn decide(gate: &GateState, operation: Operation, claim: Claim, now: Timestamp) -> Decision {
    let Some(hold) = gate.closed_by(now) else {
        return Decision::Admit { bypassed: false };
    };
    match claim {
        Claim::Begun => return Decision::Admit { bypassed: false },
        Claim::Bypass if may_bypass(gate, now) => return Decision::Admit { bypassed: true },
        Claim::Bypass | Claim::None => {}
    }
    let opens = gate.opens(now);
    Decision::Refuse(Refusal {
        rule: operation,
        hold: hold.id,
        reason: hold.reason.clone(),
        owner: hold.owner.clone(),
        since: hold.since,
        opens_at: opens.at,
        estimated: opens.at.is_some(),
        overdue: opens.overdue,
    })
}

/// Never while offline, nor shortly before (rule 12).
fn may_bypass(gate: &GateState, now: Timestamp) -> bool {
    let near = gate
        .closing
        .as_ref()
        .and_then(|closing| closing.offline_at)
        .is_some_and(|at| now.plus(BYPASS_MARGIN) >= at);
    gate.standing == Standing::Online && !near
}
