//! A running request in memory: its record, its definition, its steps, and which of them changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use domain::id::RequestId;
use domain::process::{Definition, Outcome, StepDef, StepKind};
use domain::progress::{Ended, Phase, StepState};
use domain::request::{Step, StepStatus};
use domain::task::Task;
use domain::time::Timestamp;

use crate::definition::Values;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::gate::Admitted;
use crate::store::request::{self, Record};
use crate::store::{Tx, step, task};

/// A running request.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) record: Record,
    pub(crate) definition: Arc<Definition>,
    pub(crate) steps: Vec<Step>,
    /// All inputs, secret ones decrypted. They never leave memory but by a step's pipe.
    pub(crate) inputs: BTreeMap<String, String>,
    changed: Vec<bool>,
    /// Whether its row is in the database already.
    stored: bool,
    /// Tasks opened before it was.
    tasks: Vec<Task>,
    /// How many requests its root has started so far; shared by those that one transaction begins.
    tree: Option<Arc<AtomicU64>>,
}

impl Run {
    /// A request about to begin: no step has.
    pub(crate) fn new(record: Record, definition: Arc<Definition>, inputs: BTreeMap<String, String>) -> Self {
        let steps: Vec<Step> = definition.steps.iter().map(waiting).collect();
        let changed = vec![true; steps.len()];
        Self { record, definition, steps, inputs, changed, stored: false, tasks: Vec::new(), tree: None }
    }

    /// The same request, as one of its root's.
    pub(crate) fn within(mut self, tree: Arc<AtomicU64>) -> Self {
        self.tree = Some(tree);
        self
    }

    /// How many requests its root has started so far, those of this transaction included.
    pub(super) async fn tree(&mut self, tx: &mut Tx) -> Result<Arc<AtomicU64>> {
        if let Some(tree) = &self.tree {
            return Ok(tree.clone());
        }
        let so_far = if self.stored { request::below(tx, self.record.root).await? } else { 0 };
        Ok(self.tree.insert(Arc::new(AtomicU64::new(so_far))).clone())
    }

    /// The same request, whose row is in the database already: it waited.
    pub(crate) fn already_stored(mut self) -> Self {
        self.stored = true;
        self
    }

    /// Takes a request's row for this transaction and loads the rest.
    pub(crate) async fn lock(engine: &Engine, tx: &mut Tx, id: RequestId) -> Result<Self> {
        let record = request::lock(tx, id).await?;
        Self::around(engine, tx, record).await
    }

    /// Loads what belongs to a record.
    pub(crate) async fn around(engine: &Engine, tx: &mut Tx, record: Record) -> Result<Self> {
        let definition = engine.definition(tx, record.process.id, record.process.version).await?;
        let mut inputs = engine.keys.open(record.id, &record.secrets)?;
        inputs.extend(record.inputs.clone());
        let mut steps = step::of(tx, record.id).await?;
        if steps.is_empty() {
            steps = definition.steps.iter().map(waiting).collect();
        }
        let changed = vec![false; steps.len()];
        Ok(Self { record, definition, steps, inputs, changed, stored: true, tasks: Vec::new(), tree: None })
    }

    /// Writes a request that has just been admitted, with all its steps.
    pub(crate) fn insert(&self, tx: &mut Tx, proof: Admitted) -> Result<()> {
        request::insert_admitted(tx, &self.record, proof)?;
        self.insert_steps(tx)?;
        for open in &self.tasks {
            task::insert(tx, open);
        }
        Ok(())
    }

    /// Lets a request that waited run, with all its steps.
    pub(crate) async fn begin(&self, tx: &mut Tx, proof: Admitted) -> Result<()> {
        request::begin_admitted(tx, &self.record, proof).await?;
        self.insert_steps(tx)
    }

    /// Saves what changed.
    pub(crate) async fn save(&self, tx: &mut Tx) -> Result<()> {
        request::save_begun(tx, &self.record).await?;
        for ((place, one), changed) in (0_u32..).zip(&self.steps).zip(&self.changed) {
            if *changed {
                step::save(tx, self.record.id, place, one).await?;
            }
        }
        Ok(())
    }

    fn insert_steps(&self, tx: &mut Tx) -> Result<()> {
        for (place, one) in (0_u32..).zip(&self.steps) {
            step::insert(tx, self.record.id, place, one)?;
        }
        Ok(())
    }

    /// Whether its row is in the database, so that rows which refer to it can be written.
    pub(crate) const fn is_stored(&self) -> bool {
        self.stored
    }

    /// Keeps a task until the request's row is written.
    pub(crate) fn keep_task(&mut self, open: Task) {
        self.tasks.push(open);
    }

    /// A step to be changed.
    pub(crate) fn step_mut(&mut self, id: &str) -> Result<&mut Step> {
        let place = self.place(id)?;
        if let Some(changed) = self.changed.get_mut(place) {
            *changed = true;
        }
        self.steps.get_mut(place).ok_or_else(|| missing(id))
    }

    /// A step as it stands.
    pub(crate) fn step(&self, id: &str) -> Result<&Step> {
        self.steps.get(self.place(id)?).ok_or_else(|| missing(id))
    }

    fn place(&self, id: &str) -> Result<usize> {
        self.steps.iter().position(|step| step.id == id).ok_or_else(|| missing(id))
    }

    /// What the definition says of a step.
    pub(crate) fn definition_of(&self, id: &str) -> Result<&StepDef> {
        self.definition.step(id).ok_or_else(|| missing(id))
    }

    /// The steps as the scheduler sees them.
    pub(crate) fn states(&self) -> Vec<StepState> {
        self.steps
            .iter()
            .map(|step| StepState { id: step.id.clone(), attempt: step.attempt, phase: phase(step) })
            .collect()
    }

    /// Whether nothing more begins: it is being cancelled, or a `finish` ended it and others still run.
    pub(crate) fn is_stopping(&self) -> bool {
        let finished = |step: &&Step| step.status == StepStatus::Ended && step.attempt > 0;
        self.record.cancelling.is_some()
            || self.steps.iter().filter(finished).any(|step| step.kind == StepKind::Finish.as_str())
    }

    /// What expressions read.
    pub(crate) fn values(&self) -> Values {
        Values::of(self.inputs.clone(), &self.states())
    }

    /// Values that must never be seen: the secret inputs.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.record
            .secrets
            .keys()
            .filter_map(|name| self.inputs.get(name))
            .filter(|value| !value.is_empty())
            .cloned()
            .collect()
    }

    /// Ends a step.
    pub(crate) fn end_step(&mut self, id: &str, ended: Ended, now: Timestamp) -> Result<()> {
        let step = self.step_mut(id)?;
        step.status = StepStatus::Ended;
        step.outcome = Some(ended.outcome);
        step.exit_code = ended.exit_code;
        step.output = ended.output;
        step.detail = ended.message;
        step.ended = Some(now);
        step.wakes = None;
        Ok(())
    }
}

fn waiting(def: &StepDef) -> Step {
    Step {
        id: def.id.clone(),
        kind: def.kind().as_str().to_owned(),
        status: StepStatus::Waiting,
        outcome: None,
        began: None,
        ended: None,
        attempt: 0,
        agent: None,
        exit_code: None,
        detail: None,
        output: BTreeMap::new(),
        child: None,
        task: None,
        wakes: None,
    }
}

fn phase(step: &Step) -> Phase {
    match step.status {
        StepStatus::Waiting => Phase::Waiting,
        StepStatus::Queued | StepStatus::Running => {
            Phase::Running { began: step.began.unwrap_or(Timestamp::from_micros(0)) }
        }
        StepStatus::Retrying => Phase::RetryAt {
            at: step.wakes.unwrap_or(Timestamp::from_micros(0)),
            last: step.outcome.unwrap_or(Outcome::Failed),
        },
        StepStatus::Ended => Phase::Ended(Ended {
            outcome: step.outcome.unwrap_or(Outcome::Failed),
            exit_code: step.exit_code,
            output: step.output.clone(),
            message: step.detail.clone(),
        }),
    }
}

fn missing(id: &str) -> Error {
    Error::Internal(format!("the request has no step {id}"))
}

impl Engine {
    /// A version of a process, read once.
    pub(crate) async fn definition(
        &self,
        tx: &mut Tx,
        process: domain::id::ProcessId,
        version: u32,
    ) -> Result<Arc<Definition>> {
        if let Some(known) = crate::engine::lock(&self.definitions).get(&(process, version)) {
            return Ok(known.clone());
        }
        let read = crate::store::process::get(tx, &process.to_string(), Some(version)).await?;
        Ok(self.keep_definition(process, version, read.definition))
    }

    /// Remembers a version of a process.
    pub(crate) fn keep_definition(
        &self,
        process: domain::id::ProcessId,
        version: u32,
        definition: Definition,
    ) -> Arc<Definition> {
        let definition = Arc::new(definition);
        let mut known = crate::engine::lock(&self.definitions);
        // Versions never change; the cache is dropped whole when it has grown large.
        if known.len() >= 1_000 {
            known.clear();
        }
        known.insert((process, version), definition.clone());
        definition
    }
}
