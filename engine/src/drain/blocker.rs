//! What stands in the way: each request that runs, where it is, and when such runs ended in the past.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use domain::drain::{Blocker, expect_end};
use domain::duration::Span;
use domain::id::{ProcessId, RequestId};
use domain::process::Work;
use domain::request::StepStatus;
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::drain::{self as rows, At, Top};
use crate::store::{Tx, process, request};

/// How many requests are told one by one.
const TOLD: u32 = 1_000;

/// How many past runs a forecast looks at.
const PAST: u32 = 50;

impl Engine {
    /// The requests that run, oldest first, and how many more there are.
    pub(super) async fn blockers(&self, tx: &mut Tx, now: Timestamp) -> Result<(Vec<Blocker>, u64)> {
        let (tops, more) = rows::tops(tx, TOLD).await?;
        let mut steps = rows::steps(tx, TOLD).await?;
        let mut known = Known::default();
        let mut blockers = Vec::with_capacity(tops.len());
        for top in tops {
            let steps = steps.remove(&top.root).unwrap_or_default();
            blockers.push(self.blocker(tx, top, &steps, &mut known, now).await?);
        }
        Ok((blockers, more))
    }

    /// One of them: the deepest steps that it is at, and when such runs ended in the past.
    async fn blocker(
        &self,
        tx: &mut Tx,
        top: Top,
        steps: &[At],
        known: &mut Known,
        now: Timestamp,
    ) -> Result<Blocker> {
        let (begun, to_come): (Vec<&At>, Vec<&At>) =
            steps.iter().partition(|step| step.status != StepStatus::Waiting);
        let waits_for_person = !begun.is_empty() && begun.iter().all(|step| step.task.is_some());
        let mut answers_to_come = Vec::new();
        for step in to_come {
            if self.will_ask(tx, step, known).await? {
                answers_to_come.push(place(step, top.id));
            }
        }
        let places: Vec<String> = begun.iter().map(|step| told(step, top.id)).collect();
        let past = match known.past.entry(top.process) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(request::of_process(tx, top.process, PAST).await?),
        };
        Ok(Blocker {
            id: top.id,
            kind: "global".to_owned(),
            title: top.title,
            owner: top.owner,
            since: top.since,
            step: (!places.is_empty()).then(|| places.join(", ")),
            agent: begun.iter().find_map(|step| step.agent.clone()),
            waits_for_person,
            task: begun.iter().find_map(|step| step.task),
            answers_to_come,
            expected_end: expect_end(past, top.since, now).filter(|_| !waits_for_person),
            bypass: top.bypass,
            cancelling: top.cancelling,
        })
    }

    /// Whether a step that has not begun asks a person, or starts a process that does.
    async fn will_ask(&self, tx: &mut Tx, step: &At, known: &mut Known) -> Result<bool> {
        let (process, _, version) = &step.process;
        let definition = self.definition(tx, *process, *version).await?;
        match definition.step(&step.id).map(|step| &step.work) {
            Some(Work::Manual(_)) => Ok(true),
            Some(Work::RunProcess(run)) => asks(tx, &run.process, known).await,
            Some(Work::Shell(_) | Work::Http(_) | Work::Wait(_) | Work::Finish(_)) | None => Ok(false),
        }
    }
}

/// What one look at the drain has found out already.
#[derive(Default)]
struct Known {
    past: HashMap<ProcessId, Vec<Span>>,
    asks: HashMap<String, bool>,
}

/// Whether the newest version of a process, or of one that it starts, has a manual step.
async fn asks(tx: &mut Tx, name: &str, known: &mut Known) -> Result<bool> {
    if let Some(asks) = known.asks.get(name) {
        return Ok(*asks);
    }
    let (mut seen, mut next) = (HashSet::new(), vec![name.to_owned()]);
    let mut found = false;
    while let Some(process) = next.pop().filter(|_| !found) {
        if !seen.insert(process.clone()) {
            continue;
        }
        let definition = match process::get(tx, &process, None).await {
            Ok(known) => known.definition,
            // Its step will say so.
            Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        };
        found = definition.steps.iter().any(|step| matches!(step.work, Work::Manual(_)));
        next.extend(definition.steps.into_iter().filter_map(|step| match step.work {
            Work::RunProcess(run) => Some(run.process),
            Work::Shell(_) | Work::Http(_) | Work::Manual(_) | Work::Wait(_) | Work::Finish(_) => None,
        }));
    }
    known.asks.insert(name.to_owned(), found);
    Ok(found)
}

/// A step by its name, below the request that is told.
fn place(step: &At, top: RequestId) -> String {
    if step.request == top { step.id.clone() } else { format!("{} › {}", step.process.1, step.id) }
}

/// The same with what it is about.
fn told(step: &At, top: RequestId) -> String {
    let place = place(step, top);
    match step.status {
        StepStatus::Queued => format!("{place} (waits for a slot)"),
        StepStatus::Retrying => format!("{place} (tried again soon)"),
        StepStatus::Running if step.kind == "wait" => format!("{place} (waits)"),
        StepStatus::Running | StepStatus::Waiting | StepStatus::Ended => place,
    }
}
