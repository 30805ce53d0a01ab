//! Asks the scheduler what follows, and does it: steps begin, are skipped or stopped; the request ends.

use domain::id::TaskId;
use domain::permission::Person;
use domain::process::{Outcome, StepDef, Wait, Work};
use domain::progress::{self, Ask, EndStatus, Ended, MayBegin};
use domain::request::{Status, StepStatus};
use domain::task::{Answered, Task};
use domain::time::Timestamp;

use super::run::Run;
use super::{Effect, begin, event, job};
use crate::definition::Values;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::{Tx, task};

/// Does everything that can be done now.
pub(super) async fn advance(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    loop {
        let may_begin = if run.record.cancelling.is_some() {
            MayBegin::Cancelling
        } else if run.record.status == Status::Suspended {
            MayBegin::Held
        } else {
            MayBegin::Yes
        };
        let definition = run.definition.clone();
        let inputs = &run.inputs;
        let mut when = |ask: Ask<'_>| {
            let values = Values::of_ask(inputs.clone(), ask);
            engine.expressions.when(ask.when, &values).map_err(|error| error.to_string())
        };
        let next = progress::advance(&definition, &run.states(), &mut when, now, may_begin);
        for settled in next.settle {
            let ended = Ended::plain(settled.outcome, settled.message);
            run.end_step(&settled.id, ended, now)?;
        }
        for step in &next.cancel {
            stop(engine, tx, run, step, now, effects).await?;
        }
        let mut ended_at_once = false;
        for one in &next.begin {
            ended_at_once |= begin_step(engine, tx, run, &one.id, one.attempt, now, effects).await?;
        }
        if let Some(end) = next.ended {
            run.record.status = match end.status {
                EndStatus::Succeeded => Status::Succeeded,
                EndStatus::Failed => Status::Failed,
                EndStatus::Cancelled => Status::Cancelled,
            };
            run.record.ended = Some(now);
            run.record.message = end.message;
            if let (Status::Cancelled, Some(by)) = (run.record.status, &run.record.cancelled_by) {
                run.record.message = Some(format!("cancelled by {by}"));
            }
            effects.push(Effect::Ended { request: run.record.id, parent: run.record.parent.clone() });
            return Ok(());
        }
        if !ended_at_once && !stopped_at_once(run, &next.cancel) {
            return Ok(());
        }
    }
}

fn stopped_at_once(run: &Run, cancelled: &[String]) -> bool {
    cancelled.iter().any(|id| run.step(id).is_ok_and(|step| step.status == StepStatus::Ended))
}

/// Stops a running step. What runs outside ends later, by an event.
async fn stop(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    id: &str,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<()> {
    let step = run.step(id)?.clone();
    let cancelled = Ended::plain(Outcome::Cancelled, "cancelled");
    if step.status == StepStatus::Queued {
        return run.end_step(id, cancelled, now);
    }
    match &run.definition_of(id)?.work {
        Work::Shell(_) | Work::Http(_) => {
            effects.push(Effect::StopAttempt {
                request: run.record.id,
                step: id.to_owned(),
                attempt: step.attempt,
            });
            Ok(())
        }
        Work::RunProcess(_) => {
            if let Some(child) = step.child {
                let by = Person::system(run.record.cancelled_by.as_deref().unwrap_or("finish"));
                effects.push(Effect::CancelRequest { request: child, by });
            }
            Ok(())
        }
        Work::Manual(_) => {
            if let Some(open) = step.task {
                let by = Person::system(run.record.cancelled_by.as_deref().unwrap_or("finish"));
                let answer = Answered {
                    outcome: Outcome::Cancelled.as_str().to_owned(),
                    by,
                    at: engine.clock.now(),
                    comment: None,
                };
                task::close(tx, open, &answer).await?;
                effects.push(Effect::TasksChanged);
            }
            run.end_step(id, cancelled, now)
        }
        Work::Wait(_) | Work::Finish(_) => run.end_step(id, cancelled, now),
    }
}

/// Begins a step; true when it ended at once.
async fn begin_step(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    id: &str,
    attempt: u32,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<bool> {
    let def = run.definition_of(id)?.clone();
    let step = run.step_mut(id)?;
    step.status = StepStatus::Running;
    step.attempt = attempt;
    step.began = Some(now);
    step.ended = None;
    step.outcome = None;
    step.exit_code = None;
    step.detail = None;
    step.wakes = def.timeout.map(|limit| now.plus(limit));
    let failed = match &def.work {
        Work::Shell(_) | Work::Http(_) => launch(engine, run, id, attempt, effects)?,
        Work::Manual(_) => open_task(engine, tx, run, &def, now, effects).await?,
        Work::RunProcess(_) => begin::begin_child(engine, tx, run, &def, now, effects).await?,
        Work::Wait(wait) => begin_wait(engine, run, &def, wait, now)?,
        Work::Finish(finish) => {
            let message = match &finish.message {
                None => Ok(None),
                Some(template) => engine.expressions.render(template, &run.values()).map(Some),
            };
            match message {
                Err(error) => Some(error.to_string()),
                Ok(message) => {
                    let ended = Ended {
                        outcome: finish.outcome,
                        exit_code: None,
                        output: Default::default(),
                        message,
                    };
                    run.end_step(id, ended, now)?;
                    None
                }
            }
        }
    };
    if let Some(words) = failed {
        event::settle(run, id, Ended::plain(Outcome::Failed, words), now)?;
    }
    let status = run.step(id)?.status;
    Ok(status == StepStatus::Ended
        || (status == StepStatus::Retrying && run.step(id)?.wakes.is_some_and(|at| at <= now)))
}

/// Starts a step outside, or queues it when all slots are taken (rule 26). Answers words when it cannot begin.
fn launch(
    engine: &Engine,
    run: &mut Run,
    id: &str,
    attempt: u32,
    effects: &mut Vec<Effect>,
) -> Result<Option<String>> {
    let request = run.record.id;
    run.step_mut(id)?.wakes = None;
    run.step_mut(id)?.agent = Some(domain::process::LOCAL_AGENT.to_owned());
    let Ok(permit) = engine.slots.clone().try_acquire_owned() else {
        let step = run.step_mut(id)?;
        step.status = StepStatus::Queued;
        step.detail = Some("waits for one of the slots for steps".to_owned());
        return Ok(None);
    };
    match job::of(engine, run, id) {
        Ok(job) => {
            effects.push(Effect::Launch {
                request,
                step: id.to_owned(),
                attempt,
                job: Box::new(job),
                permit: Some(permit),
            });
            Ok(None)
        }
        Err(words) => Ok(Some(words)),
    }
}

async fn open_task(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    def: &StepDef,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<Option<String>> {
    let Work::Manual(manual) = &def.work else { return Ok(None) };
    let prompt = match engine.expressions.render(&manual.prompt, &run.values()) {
        Ok(prompt) => prompt,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let role = manual.responders.as_ref().map(|responders| responders.role);
    let open = Task {
        id: TaskId::new(engine.ids.next()),
        request: run.record.id,
        process: run.record.process.name.clone(),
        step: def.id.clone(),
        prompt,
        role,
        comment: manual.comment,
        opened: now,
        deadline: def.timeout.map(|limit| now.plus(limit)),
        answer: None,
    };
    let step = run.step_mut(&def.id)?;
    step.task = Some(open.id);
    step.detail = Some(match role {
        Some(role) => format!("waits for an answer by {}", role.as_str()),
        None => "waits for an answer".to_owned(),
    });
    // The request's row may come later in the same transaction: the task is kept until then.
    if run.is_stored() {
        task::insert(tx, &open);
    } else {
        run.keep_task(open);
    }
    effects.push(Effect::TasksChanged);
    Ok(None)
}

fn begin_wait(
    engine: &Engine,
    run: &mut Run,
    def: &StepDef,
    wait: &Wait,
    now: Timestamp,
) -> Result<Option<String>> {
    let until = match wait {
        Wait::For(span) => now.plus(*span),
        Wait::Until(template) => {
            let text = match engine.expressions.render(template, &run.values()) {
                Ok(text) => text,
                Err(error) => return Ok(Some(error.to_string())),
            };
            match text.trim().parse::<Timestamp>() {
                Ok(at) => at,
                Err(error) => return Ok(Some(error.to_string())),
            }
        }
    };
    run.step_mut(&def.id)?.wakes = Some(until);
    if until <= now {
        let ended =
            Ended { outcome: Outcome::Succeeded, exit_code: None, output: Default::default(), message: None };
        run.end_step(&def.id, ended, now)?;
    }
    Ok(None)
}
