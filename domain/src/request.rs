//! Requests and their steps, as they are told to people and scripts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::admission::Refusal;
use crate::id::{ProcessId, RequestId, TaskId};
use crate::permission::Person;
use crate::process::Outcome;
use crate::time::Timestamp;

macro_rules! words {
    ($(#[$edoc:meta])* $enum:ident, $noun:literal { $($(#[$doc:meta])* $name:ident = $word:literal, $label:literal;)* }) => {
        $(#[$edoc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $enum { $($(#[$doc])* $name,)* }

        impl $enum {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// The words on pages.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }

        impl std::str::FromStr for $enum {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or_else(|| {
                    let known: Vec<&str> = Self::ALL.iter().map(|one| one.as_str()).collect();
                    format!("\"{}\" is not {}: {}", text.chars().take(64).collect::<String>(), $noun, known.join(", "))
                })
            }
        }
    };
}

words! {
    /// Where a request stands.
    Status, "a request's status" {
        /// To start at a later instant.
        Scheduled = "scheduled", "Scheduled";
        /// Waits for a decision.
        AwaitingApproval = "awaiting_approval", "Awaiting approval";
        /// Starts when the last hold lifts (rule 9).
        WaitingForOpen = "waiting_for_open", "Waiting for open";
        /// Admitted by the gate, and not ended.
        Running = "running", "Running";
        /// Held at a step boundary by a blackout.
        Suspended = "suspended", "Suspended";
        /// Ended well.
        Succeeded = "succeeded", "Succeeded";
        /// Ended with a failure that no step handled.
        Failed = "failed", "Failed";
        /// Ended by a person, or by the process that ran it.
        Cancelled = "cancelled", "Cancelled";
        /// Not approved.
        Rejected = "rejected", "Rejected";
        /// Refused by the gate.
        CouldNotStart = "could_not_start", "Could Not Start";
    }
}

impl Status {
    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Cancelled | Self::Rejected | Self::CouldNotStart => true,
            Self::Scheduled
            | Self::AwaitingApproval
            | Self::WaitingForOpen
            | Self::Running
            | Self::Suspended => false,
        }
    }
}

words! {
    /// What asked for a request.
    Origin, "an origin" {
        /// A page.
        Page = "page", "page";
        /// A REST call or the command line.
        Api = "api", "API";
        /// The calendar, a one-shot included.
        Calendar = "calendar", "calendar";
        /// A repeat of an earlier one.
        Repeat = "repeat", "repeat";
        /// A step of a running request.
        Step = "step", "process step";
        /// Run when it opens.
        Opened = "opened", "run when it opens";
    }
}

words! {
    /// Where a step stands.
    StepStatus, "a step's status" {
        /// Not begun.
        Waiting = "waiting", "Waiting";
        /// May begin; waits for one of the slots (rule 26).
        Queued = "queued", "Queued";
        /// Begun.
        Running = "running", "Running";
        /// Failed; tried again later.
        Retrying = "retrying", "Trying again";
        /// Ended; its outcome says how.
        Ended = "ended", "Ended";
    }
}

/// A process and the version that a request keeps.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcessRef {
    /// The process.
    pub id: ProcessId,
    /// Its name.
    pub name: String,
    /// The version, from 1.
    pub version: u32,
}

/// The bypass on record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bypass {
    /// Why it had to run during maintenance.
    pub reason: String,
}

/// One step of a request; of its attempts the newest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Its id in the definition.
    pub id: String,
    /// Its kind: `shell`, `http`, …
    pub kind: String,
    /// Where it stands.
    pub status: StepStatus,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// When its newest attempt began.
    pub began: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The newest attempt, from 1; 0 when it has not begun.
    pub attempt: u32,
    /// Where it runs.
    pub agent: Option<String>,
    /// A command's exit code, or an HTTP status.
    pub exit_code: Option<i64>,
    /// In words: why it failed or was skipped, what it waits for.
    pub detail: Option<String>,
    /// What it handed on, secrets masked.
    pub output: BTreeMap<String, String>,
    /// The request that a `run_process` step started.
    pub child: Option<RequestId>,
    /// The manual task it waits for.
    pub task: Option<TaskId>,
    /// When it goes on by itself: a wait's end, a retry's time.
    pub wakes: Option<Timestamp>,
}

/// One execution of a process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// What it runs.
    pub process: ProcessRef,
    /// Where it stands.
    pub status: Status,
    /// Who asked.
    pub actor: Person,
    /// What asked.
    pub origin: Origin,
    /// When it was asked for.
    pub created: Timestamp,
    /// The instant it is to start, for a one-shot.
    pub at: Option<Timestamp>,
    /// When the gate admitted it.
    pub began: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Started after its instant, because the server was down (rule 10).
    pub late: bool,
    /// The bypass it came with.
    pub bypass: Option<Bypass>,
    /// Its inputs; secret ones masked.
    pub inputs: BTreeMap<String, String>,
    /// Its steps, in the definition's order; empty in lists.
    pub steps: Vec<Step>,
    /// Why it could not start.
    pub refusal: Option<Refusal>,
    /// In words: how it ended, or what it waits for.
    pub message: Option<String>,
    /// The running request whose step started it.
    pub parent: Option<RequestId>,
    /// The request it repeats, or that it makes good (run when it opens).
    pub source: Option<RequestId>,
    /// The request that makes this refused one good.
    pub made_good_by: Option<RequestId>,
    /// A cancel was asked for and is under way.
    pub cancelling: bool,
}

/// What a start asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartRequest {
    /// The process, by name or id.
    pub process: String,
    /// Its inputs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    /// To start at this instant instead of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// To start under a hold; needs Run During Maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bypass: Option<Bypass>,
}

/// Which requests a list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RequestFilter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only this process, by name or id.
    pub process: Option<String>,
    /// Only those whose process or actor contains this text.
    pub search: Option<String>,
    /// Only those asked for since.
    pub since: Option<Timestamp>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many items, at most [`crate::page::MOST`].
    pub limit: Option<u32>,
}

/// A part of a step's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogChunk {
    /// The text; bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// The offset, in bytes of the file, to read on from.
    pub next: u64,
    /// Nothing more will come.
    pub ended: bool,
}
