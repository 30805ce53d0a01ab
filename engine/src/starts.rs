//! Starts, in groups: one gate lock, one reading of the gate, one commit for all that wait at that moment.

mod refused;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use domain::admission::Claim;
use domain::id::RequestId;
use domain::process::Definition;
use domain::request::{Bypass, Request};
use tokio::sync::oneshot;

use crate::conduct::{Effect, Run, begin_new, begin_waiting};
use crate::engine::{Engine, lock};
use crate::error::{Error, Result};
use crate::gate::{self, Gate};
use crate::store::gate::StartTx;
use crate::store::request::{self, Record};

/// A start that has passed permission and validation; the gate is next.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    /// The record as it will be when admitted.
    pub(crate) record: Record,
    /// What it runs.
    pub(crate) definition: Arc<Definition>,
    /// All inputs, secret ones open.
    pub(crate) inputs: BTreeMap<String, String>,
    /// Its bypass, with the permission already shown.
    pub(crate) bypass: Option<Bypass>,
    /// What becomes of it when a hold is in force.
    pub(crate) under_hold: UnderHold,
    /// Whether it has a row already.
    pub(crate) row: Row,
}

/// Whether a start has a row already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Row {
    /// None: it is asked for now.
    New {
        /// How often a process had been saved when its own was looked up.
        saves: u64,
    },
    /// A one-shot, or one that waited for the gate to open.
    Waited,
}

/// What becomes of a start under a hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UnderHold {
    /// It is recorded as Could Not Start.
    Refuse,
    /// It goes on waiting (rule 9).
    Wait,
}

/// What became of a start.
#[derive(Debug)]
pub(crate) enum Start {
    /// It began.
    Began(Request),
    /// It was refused, and is on record.
    Refused(Request),
    /// It goes on waiting.
    Waits,
    /// A process was saved since its own was looked up: it is to be made anew.
    Outdated,
    /// It waited, and does not any more: somebody else was faster.
    Gone,
}

type Answer = oneshot::Sender<Result<Start>>;

/// The starts that wait for their turn.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    queue: Mutex<Vec<(Draft, Answer)>>,
    turn: tokio::sync::Mutex<()>,
}

/// The most starts that one transaction records: more would let Enable wait too long.
const GROUP: usize = 64;

impl Engine {
    /// Asks the gate for a start and records what it says. Whoever gets the turn does it for all that wait.
    pub(crate) async fn submit(&self, draft: Draft) -> Result<Start> {
        let (answer, told) = oneshot::channel();
        lock(&self.starts.queue).push((draft, answer));
        self.writing(move |engine| async move {
            let mut told = told;
            let turn = engine.starts.turn.lock().await;
            // The one before may have done this one already.
            if let Ok(done) = told.try_recv() {
                return done;
            }
            loop {
                let group: Vec<(Draft, Answer)> = {
                    let mut queue = lock(&engine.starts.queue);
                    let size = queue.len().min(GROUP);
                    queue.drain(..size).collect()
                };
                if group.is_empty() {
                    break;
                }
                engine.start_group(group).await;
                if let Ok(done) = told.try_recv() {
                    drop(turn);
                    return done;
                }
            }
            Err(Error::Internal("a start was lost before its turn".to_owned()))
        })
        .await
    }

    async fn start_group(&self, group: Vec<(Draft, Answer)>) {
        let (drafts, answers): (Vec<Draft>, Vec<Answer>) = group.into_iter().unzip();
        let results = match self.record_group(&drafts).await {
            Ok(started) => started.into_iter().map(Ok).collect(),
            // One of them cannot be recorded; the others must not suffer from it.
            Err(error) if drafts.len() > 1 && !error.is_passing() => self.record_each(&drafts).await,
            Err(error) => answers.iter().map(|_| Err(error.clone())).collect(),
        };
        for (answer, result) in answers.into_iter().zip(results) {
            // Whoever asked may have left; the record stands.
            let _ = answer.send(result);
        }
    }

    async fn record_each(&self, drafts: &[Draft]) -> Vec<Result<Start>> {
        let mut results = Vec::with_capacity(drafts.len());
        for draft in drafts.chunks(1) {
            let started = self.record_group(draft).await;
            results.push(started.and_then(|mut one| {
                one.pop().ok_or_else(|| Error::Internal("a start was lost in its turn".to_owned()))
            }));
        }
        results
    }

    async fn record_group(&self, drafts: &[Draft]) -> Result<Vec<Start>> {
        let mut tx = self.store.starting().await?;
        let gate = gate::look(&mut tx, &self.clock).await?;
        let (mut effects, mut started) = (Vec::new(), Vec::with_capacity(drafts.len()));
        for draft in drafts {
            started.push(self.record_start(&mut tx, &gate, draft.clone(), &mut effects).await?);
        }
        tx.commit().await.inspect_err(|error| self.doubt(error))?;
        self.perform(effects);
        Ok(started)
    }

    async fn record_start(
        &self,
        tx: &mut StartTx,
        gate: &Gate,
        draft: Draft,
        effects: &mut Vec<Effect>,
    ) -> Result<Start> {
        match draft.row {
            Row::New { saves } if saves != gate.saves => {
                self.newest.forget();
                return Ok(Start::Outdated);
            }
            Row::Waited if !request::take_waiting(tx.tx(), draft.record.id).await? => return Ok(Start::Gone),
            Row::New { .. } | Row::Waited => {}
        }
        let claim = if draft.bypass.is_some() { Claim::Bypass } else { Claim::None };
        let (proof, bypassed) = match gate.ask(draft.record.operation, claim) {
            Ok(admitted) => admitted,
            Err(_) if draft.under_hold == UnderHold::Wait => return Ok(Start::Waits),
            Err(refusal) => {
                return self.record_refusal(tx.tx(), gate.now, draft, &refusal).await.map(Start::Refused);
            }
        };
        let mut record = draft.record;
        if bypassed {
            record.bypass = draft.bypass;
        }
        let run = Run::new(record, draft.definition, draft.inputs);
        let run = match draft.row {
            Row::Waited => {
                begin_waiting(self, tx.tx(), run.already_stored(), proof, gate.now, effects).await?
            }
            Row::New { .. } => begin_new(self, tx.tx(), run, proof, gate.now, effects).await?,
        };
        let record = run.record;
        let action = if bypassed { "request.bypass" } else { "request.start" };
        let detail = serde_json::json!({
            "process": record.process.name, "version": record.process.version, "operation": record.operation,
            "origin": record.origin, "late": record.late, "bypass": record.bypass.as_ref().map(|bypass| &bypass.reason),
        });
        self.note(tx.tx(), &record.actor, action, record.id.to_string(), detail).await?;
        self.counters.starts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if bypassed {
            self.counters.bypasses.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            self.stale_status.notify_one();
        }
        Ok(Start::Began(record.tell(run.steps)))
    }
}

/// Told to whoever asked for a start.
pub(crate) fn told(start: Start, id: RequestId) -> Result<Request> {
    match start {
        Start::Began(request) => Ok(request),
        Start::Refused(request) => Err(Error::CouldNotStart(Box::new(request))),
        Start::Waits | Start::Outdated | Start::Gone => {
            Err(Error::Internal(format!("request {id} was asked for now, and cannot wait")))
        }
    }
}
