//! Begins requests: new ones, waiting ones, and the sub-processes of running ones.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use domain::admission::Operation;
use domain::id::RequestId;
use domain::process::{StepDef, Work, check_inputs};
use domain::request::{Origin, ProcessRef, Status};
use domain::time::Timestamp;

use super::advance::advance;
use super::event::child_end;
use super::{Effect, Run, event};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::gate::Admitted;
use crate::store::request::Record;
use crate::store::{Tx, process};

/// How deep `run_process` may nest (rule 26).
const DEEPEST: u32 = 16;
/// The most requests below one root: processes that run themselves twice would double with each level, in the one
/// transaction that starts them.
const LARGEST: u64 = 1_000;

/// Begins a new request that the gate admitted, within the transaction that asked it.
pub(crate) async fn begin_new(
    engine: &Engine,
    tx: &mut Tx,
    mut run: Run,
    proof: Admitted,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<Run> {
    run.record.status = Status::Running;
    run.record.began = Some(now);
    advance(engine, tx, &mut run, now, effects).await?;
    run.insert(tx, proof)?;
    effects.push(Effect::Tell(run.record.id));
    Ok(run)
}

/// Begins a request that was scheduled, or waited for the gate to open.
pub(crate) async fn begin_waiting(
    engine: &Engine,
    tx: &mut Tx,
    mut run: Run,
    proof: Admitted,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<Run> {
    run.record.status = Status::Running;
    run.record.began = Some(now);
    advance(engine, tx, &mut run, now, effects).await?;
    run.begin(tx, proof).await?;
    effects.push(Effect::Tell(run.record.id));
    Ok(run)
}

/// Starts the process of a `run_process` step. Answers words when it cannot.
pub(super) async fn begin_child(
    engine: &Engine,
    tx: &mut Tx,
    run: &mut Run,
    def: &StepDef,
    now: Timestamp,
    effects: &mut Vec<Effect>,
) -> Result<Option<String>> {
    let Work::RunProcess(work) = &def.work else { return Ok(None) };
    if run.record.depth >= DEEPEST {
        return Ok(Some(format!("processes nest at most {DEEPEST} deep")));
    }
    let tree = run.tree(tx).await?;
    if tree.fetch_add(1, Ordering::Relaxed) >= LARGEST {
        return Ok(Some(format!("a request starts at most {LARGEST} others, however deep")));
    }
    let known = match process::get(tx, &work.process, None).await {
        Ok(known) => known,
        Err(Error::NotFound(what)) => return Ok(Some(format!("there is no {what}"))),
        Err(error) => return Err(error),
    };
    let mut given = BTreeMap::new();
    for (name, template) in &work.inputs {
        match engine.expressions.render(template, &run.values()) {
            Ok(value) => drop(given.insert(name.clone(), value)),
            Err(error) => return Ok(Some(format!("input {name}: {error}"))),
        }
    }
    let inputs = match check_inputs(&known.definition, &given) {
        Ok(inputs) => inputs,
        Err(faults) => {
            let words: Vec<String> = faults.into_iter().map(|fault| fault.message).collect();
            return Ok(Some(format!("{}: {}", known.name, words.join("; "))));
        }
    };
    let secrets = run.secrets();
    let shown = |name: &str| known.definition.input(name).is_some_and(|input| !input.secret);
    if let Some((name, _)) = inputs
        .iter()
        .find(|(name, value)| shown(name) && secrets.iter().any(|secret| value.contains(secret.as_str())))
    {
        return Ok(Some(format!(
            "input {name} of {} is given a secret, but is not declared secret there",
            known.name
        )));
    }
    let id = RequestId::new(engine.ids.next());
    let (open, sealed) = engine.split_inputs(id, &known.definition, &inputs)?;
    let record = Record {
        id,
        process: ProcessRef { id: known.id, name: known.name, version: known.version },
        status: Status::Running,
        actor: run.record.actor.clone(),
        origin: Origin::Step,
        operation: Operation::Process,
        created: now,
        planned: None,
        began: Some(now),
        ended: None,
        late: false,
        bypass: run.record.bypass.clone(),
        inputs: open,
        secrets: sealed,
        hold: None,
        refusal: None,
        message: None,
        parent: Some((run.record.id, def.id.clone())),
        root: run.record.root,
        depth: run.record.depth + 1,
        source: None,
        made_good_by: None,
        cancelling: None,
        cancelled_by: None,
    };
    let proof = Admitted::begun(&run.record)
        .ok_or_else(|| Error::Internal("a request that does not run cannot start another".to_owned()))?;
    let definition = engine.definition(tx, record.process.id, record.process.version).await?;
    let child = Run::new(record, definition, inputs).within(tree);
    let child = Box::pin(begin_new(engine, tx, child, proof, now, effects)).await?;
    let step = run.step_mut(&def.id)?;
    step.child = Some(child.record.id);
    if let Some(ended) = child_end(&child.record) {
        event::settle(run, &def.id, ended, now)?;
    }
    Ok(None)
}

/// Inputs as they are stored: the open ones, and the secret ones sealed.
pub(crate) type SplitInputs = (BTreeMap<String, String>, BTreeMap<String, String>);

impl Engine {
    /// Splits inputs into open ones and sealed secret ones.
    pub(crate) fn split_inputs(
        &self,
        id: RequestId,
        definition: &domain::process::Definition,
        inputs: &BTreeMap<String, String>,
    ) -> Result<SplitInputs> {
        let (mut open, mut sealed) = (BTreeMap::new(), BTreeMap::new());
        for (name, value) in inputs {
            if definition.input(name).is_some_and(|input| input.secret) {
                sealed.insert(name.clone(), self.keys.seal(id, name, value)?);
            } else {
                open.insert(name.clone(), value.clone());
            }
        }
        Ok((open, sealed))
    }
}
