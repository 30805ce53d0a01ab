//! Says how a request ended.

use std::collections::BTreeSet;

use super::{EndStatus, Ended, RequestEnd};
use crate::process::{Outcome, StepDef};

/// An ended step, as far as the verdict needs it.
pub(super) struct Told<'a> {
    pub(super) step: &'a StepDef,
    pub(super) ended: &'a Ended,
    pub(super) ran: bool,
    pub(super) reads: &'a BTreeSet<String>,
}

/// The end that a `finish` gives: its own outcome, or failed when it could not even say its message.
pub(super) fn of_finish(said: Outcome, ended: &Ended) -> RequestEnd {
    let well = said == Outcome::Succeeded && ended.outcome == Outcome::Succeeded;
    let status = if well { EndStatus::Succeeded } else { EndStatus::Failed };
    RequestEnd { status, message: ended.message.clone() }
}

pub(super) fn cancelled() -> RequestEnd {
    RequestEnd { status: EndStatus::Cancelled, message: None }
}

/// Rule 13: a failure is handled when a step that reads its outcome in `when` ran.
pub(super) fn of_steps(steps: &[Told<'_>]) -> RequestEnd {
    let handled: BTreeSet<&str> =
        steps.iter().filter(|told| told.ran).flat_map(|told| told.reads.iter().map(String::as_str)).collect();
    let failed: Vec<&Told<'_>> = steps
        .iter()
        .filter(|told| told.ended.outcome.needs_handling() && !handled.contains(told.step.id.as_str()))
        .collect();
    match failed.as_slice() {
        [] => RequestEnd { status: EndStatus::Succeeded, message: None },
        failed => {
            let words: Vec<String> = failed.iter().take(3).map(|told| words(told)).collect();
            let more = failed.len().saturating_sub(3);
            let tail = if more > 0 { format!("; and {more} more") } else { String::new() };
            RequestEnd { status: EndStatus::Failed, message: Some(words.join("; ") + &tail) }
        }
    }
}

fn words(told: &Told<'_>) -> String {
    let id = &told.step.id;
    let what = match told.ended.outcome {
        Outcome::TimedOut => "timed out",
        Outcome::Interrupted => "was interrupted",
        Outcome::Cancelled => "was cancelled",
        Outcome::Failed | Outcome::Succeeded | Outcome::Skipped => "failed",
    };
    match &told.ended.message {
        Some(message) => format!("{id} {what}: {message}"),
        None => format!("{id} {what}"),
    }
}
