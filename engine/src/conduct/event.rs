//! What may happen to a running request, and what it does to its steps.

use domain::id::{RequestId, TaskId};
use domain::permission::Person;
use domain::process::Outcome;
use domain::progress::{Ended, Phase, attempt_ended};
use domain::request::{Status, Step, StepStatus};
use domain::task::Answered;
use domain::time::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::Effect;
use super::job;
use super::run::Run;
use super::{lost, wake};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Tx, request, task};

/// What a `run_process` step says whose time was up.
pub(super) const TOO_LONG: &str = "the process took longer than the step's time-out";

/// Something that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// An attempt under a supervisor ended.
    AttemptEnded {
        /// The step.
        step: String,
        /// The attempt.
        attempt: u32,
        /// How.
        ended: Ended,
    },
    /// A person answered a manual task.
    Answered {
        /// The task.
        task: TaskId,
        /// The answer.
        answer: Answered,
        /// Handed on as output.
        ended: Ended,
    },
    /// An instant came at which a step goes on by itself.
    Wake,
    /// Recovery: what follows from the rows as they stand may not have been done.
    Again,
    /// The request that a step started has ended.
    ChildEnded {
        /// The step.
        step: String,
        /// That request.
        child: RequestId,
    },
    /// It runs in a database that was restored, and had ended or gone on in the one that was closed (rule 42).
    Lost,
    /// Somebody wants it ended.
    Cancel {
        /// Who.
        by: Person,
    },
    /// A queued step may begin.
    Slot {
        /// The step.
        step: String,
        /// The slot it takes.
        permit: OwnedSemaphorePermit,
    },
}

/// Applies an event; false when there was nothing to it any more.
pub(super) async fn apply(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    event: Event,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    match event {
        Event::AttemptEnded { step, attempt, ended } => {
            let known = run.step(&step)?;
            if known.status != StepStatus::Running || known.attempt != attempt {
                return Ok(false);
            }
            if ended.outcome == Outcome::Interrupted {
                let detail = serde_json::json!({ "step": step, "attempt": attempt, "why": ended.message });
                let by = Person::system("recovery");
                engine.note(tx, &by, "step.interrupted", run.record.id.to_string(), detail).await?;
            }
            settle(run, &step, ended, now)?;
            Ok(true)
        }
        Event::Answered { task, answer, ended } => {
            let Some(step) = running(run, |step| step.task == Some(task)) else {
                return Err(answered_already());
            };
            if !task::close(tx, task, &answer).await? {
                return Err(answered_already());
            }
            effects.push(Effect::TasksChanged);
            settle(run, &step, ended, now)?;
            Ok(true)
        }
        Event::Wake => wake::go_on(engine, tx, run, now, effects).await,
        Event::Again => Ok(true),
        Event::Lost => lost::end(engine, tx, run, now, effects).await,
        Event::ChildEnded { step, child } => {
            let known = run.step(&step)?;
            if known.status != StepStatus::Running || known.child != Some(child) {
                return Ok(false);
            }
            let child = request::get(tx, child).await?;
            let Some(ended) = child_end(&child) else { return Ok(false) };
            let timed_out = run.step(&step)?.outcome == Some(Outcome::TimedOut);
            let ended = if timed_out { Ended::plain(Outcome::TimedOut, TOO_LONG) } else { ended };
            settle(run, &step, ended, now)?;
            Ok(true)
        }
        Event::Cancel { by } => {
            if run.record.cancelling.is_some() {
                return Ok(false);
            }
            // A person's cancel is audited by its use case.
            if by.id.is_none() {
                let detail = serde_json::json!({ "process": run.record.process.name });
                engine.note(tx, &by, "request.cancel", run.record.id.to_string(), detail).await?;
            }
            run.record.cancelling = Some(now);
            run.record.cancelled_by = Some(by.name);
            Ok(true)
        }
        Event::Slot { step, permit } => {
            if run.step(&step)?.status != StepStatus::Queued || run.record.status == Status::Suspended {
                return Ok(false);
            }
            let id = run.record.id;
            match job::of(engine, run, &step) {
                Ok(job) => {
                    let one = run.step_mut(&step)?;
                    one.status = StepStatus::Running;
                    one.began = Some(now);
                    one.detail = None;
                    let attempt = one.attempt;
                    effects.push(Effect::Launch {
                        request: id,
                        step,
                        attempt,
                        job: Box::new(job),
                        permit: Some(permit),
                    });
                }
                Err(words) => run.end_step(&step, Ended::plain(Outcome::Failed, words), now)?,
            }
            Ok(true)
        }
    }
}

fn answered_already() -> Error {
    Error::Stale {
        epoch: 0,
        changed: "the task has been answered already, or its request has ended".to_owned(),
    }
}

fn running(run: &Run, wanted: impl Fn(&Step) -> bool) -> Option<String> {
    run.steps
        .iter()
        .find(|step| step.status == StepStatus::Running && wanted(step))
        .map(|step| step.id.clone())
}

/// Ends an attempt: the step's retry rule says whether there is another.
pub(super) fn settle(run: &mut Run, step: &str, ended: Ended, now: Timestamp) -> Result<()> {
    let attempt = run.step(step)?.attempt;
    let last = ended.clone();
    // Once a cancel is under way nothing is tried again.
    let phase = if run.record.cancelling.is_some() {
        Phase::Ended(ended)
    } else {
        attempt_ended(run.definition_of(step)?, attempt, ended, now)
    };
    match phase {
        Phase::RetryAt { at, last: outcome } => {
            let one = run.step_mut(step)?;
            one.status = StepStatus::Retrying;
            one.outcome = Some(outcome);
            one.exit_code = last.exit_code;
            one.detail = last.message;
            one.ended = Some(now);
            one.wakes = Some(at);
            Ok(())
        }
        Phase::Ended(ended) => run.end_step(step, ended, now),
        Phase::Waiting | Phase::Running { .. } => {
            Err(Error::Internal("an attempt that ended neither ended its step nor is tried again".to_owned()))
        }
    }
}

/// How a step ends whose request ended.
pub(super) fn child_end(child: &request::Record) -> Option<Ended> {
    let outcome = match child.status {
        Status::Succeeded => Outcome::Succeeded,
        Status::Cancelled => Outcome::Cancelled,
        Status::Failed | Status::Rejected | Status::CouldNotStart => Outcome::Failed,
        Status::Scheduled
        | Status::AwaitingApproval
        | Status::WaitingForOpen
        | Status::Running
        | Status::Suspended => {
            return None;
        }
    };
    let message =
        child.message.clone().unwrap_or_else(|| format!("{} {}", child.process.name, child.status.label()));
    Some(Ended::plain(outcome, message))
}
