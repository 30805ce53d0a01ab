//! What runs, as it was last looked at: the state file is as old as the last change of plans, and what began since would be
//! taken for a stranger in a database that counts as another one.

use std::collections::HashSet;
use std::sync::Mutex;

use domain::id::RequestId;
use domain::status::Load;

use super::memory::{InFlight, Memory};
use crate::engine::{Engine, lock};
use crate::error::Result;
use crate::store::{Tx, request, step, task};

/// The most steps and requests that are remembered by name.
const MOST: u32 = 100_000;

/// What runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    load: Load,
    requests: Vec<RequestId>,
    steps: Vec<InFlight>,
}

impl Runs {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        let running = request::counts(tx, None).await?.running;
        let load = Load { running, tasks: task::open_count(tx).await? };
        let requests = request::under_way(tx, MOST).await?;
        let outside = step::outside(tx, MOST).await?.into_iter();
        let steps = outside.map(|(request, step, attempt)| InFlight { request, step, attempt }).collect();
        Ok(Self { load, requests, steps })
    }

    pub(super) fn remember(self, memory: &mut Memory) {
        (memory.load, memory.running, memory.in_flight) = (self.load, self.requests, self.steps);
    }
}

/// What ran at the last look, and what began or went on since.
#[derive(Debug, Default)]
pub(super) struct Looked {
    runs: Mutex<Runs>,
    since: Mutex<HashSet<RequestId>>,
}

impl Engine {
    /// Looks at what runs: often enough that a database may hang at any moment.
    ///
    /// # Errors
    /// When the database refuses or does not answer; the last look stands.
    pub(crate) async fn look_at_what_runs(&self) -> Result<()> {
        let looked = &self.keeper.looked;
        // Read after this, whatever has happened to them by now is seen.
        let before = lock(&looked.since).clone();
        let mut tx = self.store.read().await?;
        let runs = Runs::read(&mut tx).await?;
        drop(tx);
        *lock(&looked.runs) = runs;
        lock(&looked.since).retain(|id| !before.contains(id));
        Ok(())
    }

    /// Notes that a request began or went on.
    pub(crate) fn note_run(&self, id: RequestId) {
        lock(&self.keeper.looked.since).insert(id);
    }

    /// Remembers what ran at the last look, what began since, and the steps that this process attends.
    pub(super) fn remember_what_runs(&self, memory: &mut Memory) {
        lock(&self.keeper.looked.runs).clone().remember(memory);
        let known: HashSet<RequestId> = memory.running.iter().copied().collect();
        memory.running.extend(lock(&self.keeper.looked.since).iter().filter(|id| !known.contains(*id)));
        for (request, step, attempt) in lock(&self.attended).iter() {
            memory.add_in_flight(InFlight { request: *request, step: step.clone(), attempt: *attempt });
        }
    }
}
