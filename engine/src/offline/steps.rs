//! The steps that run outside while the database is not Lull's.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;

use supervisor::{Attempt, State};

use super::memory::{InFlight, Memory};
use crate::engine::{Engine, lock};

impl Engine {
    /// How many steps still run outside, by their folders: a process that began in the window attends none of them, and
    /// one that attends them reports no end before the database is back.
    pub(super) fn still_outside(&self, memory: &Memory) -> u64 {
        let mut known: HashSet<_> = lock(&self.attended).clone();
        known.extend(memory.in_flight.iter().map(|one| (one.request, one.step.clone(), one.attempt)));
        let runs = known.iter().filter(|(request, step, attempt)| {
            still_runs(&self.data.attempt(*request, step, *attempt))
        });
        runs.count() as u64
    }

    /// Remembers the steps that this process attends: the state file is as old as the last change of plans, and what
    /// began since would be taken for a stranger in a database that counts as another one.
    pub(super) fn remember_attended(&self, memory: &mut Memory) {
        for (request, step, attempt) in lock(&self.attended).iter() {
            if !memory.running.contains(request) {
                memory.running.push(*request);
            }
            let one = InFlight { request: *request, step: step.clone(), attempt: *attempt };
            if !memory.in_flight.contains(&one) {
                memory.in_flight.push(one);
            }
        }
    }
}

/// A folder that cannot be read may be that of a step which runs.
fn still_runs(folder: &Path) -> bool {
    match Attempt::open(folder).and_then(|attempt| attempt.state()) {
        Ok(State::Alive) => true,
        Ok(State::Ended(_) | State::NeverBegan | State::Lost(_)) => false,
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}
