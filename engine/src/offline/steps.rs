//! The steps that run outside while the database is not Lull's.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use domain::drain::{Answer, Drain, RestartAnswers};
use supervisor::{Attempt, State};

use super::memory::{InFlight, Memory};
use crate::engine::{Engine, lock};

impl Engine {
    /// What runs while the database is not Lull's: how much is known, not what.
    pub(crate) fn drain_away(&self, memory: &Memory) -> Drain {
        let steps = self.still_outside(memory);
        let still =
            if steps == 1 { "1 step still runs".to_owned() } else { format!("{steps} steps still run") };
        let host = match (memory.opening, steps) {
            (true, _) => {
                let why = format!("no, because the database is being opened again, and {still}");
                Answer { safe: false, why }
            }
            (false, 0) => {
                Answer { safe: true, why: "yes: the database is closed and no step runs".to_owned() }
            }
            (false, _) => {
                let why = format!("the database: yes, it is closed; the host: no, {still} on it");
                Answer { safe: false, why }
            }
        };
        let lull = "yes: it comes up offline and touches no database; steps go on under their supervisors"
            .to_owned();
        Drain {
            quiet: false,
            held: true,
            since: memory.gate.closed_by(self.clock.now()).map(|hold| hold.since),
            blockers: Vec::new(),
            blockers_more: memory.load.running,
            steps_running: steps,
            quiet_expected_at: None,
            left_out: None,
            restart: RestartAnswers { lull: Answer { safe: true, why: lull }, host },
            refused: Vec::new(),
            missed: Vec::new(),
            missed_more: 0,
            at: self.clock.now(),
        }
    }

    /// How many steps still run outside, by their folders: a process that began in the window attends none of them, and
    /// one that attends them reports no end before the database is back.
    fn still_outside(&self, memory: &Memory) -> u64 {
        let mut known: HashSet<_> = lock(&self.attended).clone();
        known.extend(memory.in_flight.iter().map(|one| (one.request, one.step.clone(), one.attempt)));
        let runs = known
            .iter()
            .filter(|(request, step, attempt)| still_runs(&self.data.attempt(*request, step, *attempt)));
        runs.count() as u64
    }

    /// Remembers the steps whose supervisors live, as this process has attended none yet.
    pub(super) fn remember_what_lives(&self, memory: &mut Memory) -> std::io::Result<()> {
        for (request, steps) in named(&self.data.steps())? {
            let Ok(request) = request.parse() else { continue };
            for (step, attempts) in named(&steps)? {
                for (attempt, folder) in named(&attempts)? {
                    if let (Ok(attempt), true) = (attempt.parse(), still_runs(&folder)) {
                        memory.add_in_flight(InFlight { request, step: step.clone(), attempt });
                    }
                }
            }
        }
        Ok(())
    }
}

/// The folders in one, by name; none where it is not there.
fn named(folder: &Path) -> std::io::Result<Vec<(String, PathBuf)>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    Ok(folders.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect())
}

/// A folder that cannot be read may be that of a step which runs.
fn still_runs(folder: &Path) -> bool {
    match Attempt::open(folder).and_then(|attempt| attempt.state()) {
        Ok(State::Alive) => true,
        Ok(State::Ended(_) | State::NeverBegan | State::Lost(_)) => false,
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}
