//! All processes below the supervisor: as their subreaper it gets every orphan.

use crate::process_table::{self, Process};
use rustix::process::{Signal, WaitOptions, WaitStatus, wait};
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

/// What reaping found.
pub(super) struct Reaped {
    /// The main process's status, when it was among them.
    pub(super) main: Option<WaitStatus>,
    /// True when no process is left: exact, since orphans come to the subreaper.
    pub(super) none_left: bool,
}

/// Reaps every child that has ended, orphans of the step included.
pub(super) fn reap(main_pid: i32) -> Reaped {
    let mut main = None;
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some((pid, status))) => {
                if pid.as_raw_pid() == main_pid {
                    main = Some(status);
                }
            }
            Ok(None) => {
                return Reaped { main, none_left: false };
            }
            Err(rustix::io::Errno::INTR) => {}
            // ECHILD: there are none.
            Err(_) => {
                return Reaped { main, none_left: true };
            }
        }
    }
}

/// Those that were asked to end: process and the program it was executing.
///
/// Each is asked once: many programs take a second TERM for impatience and drop what
/// they were tidying up. One that executes another program after it was asked is asked
/// again: a shell's child that hears TERM between fork and exec forgets it.
#[derive(Default)]
pub(super) struct Asked(HashSet<(i32, u64, Option<PathBuf>)>);

impl Asked {
    /// Asks every process below that was not asked yet, such as one forked meanwhile.
    /// One that is stopped is woken to hear it.
    pub(super) fn ask(&mut self) {
        for process in living() {
            let program = fs::read_link(format!("/proc/{}/exe", process.pid)).ok();
            if self.0.insert((process.pid, process.started, program)) {
                process.signal(Signal::TERM);
                process.signal(Signal::CONT);
            }
        }
    }

    /// Asks all that are left once more, when the main process is gone.
    pub(super) fn ask_again(&mut self) {
        self.0.clear();
        self.ask();
    }
}

/// Kills every process below that is there now; repeat it, since they may fork.
pub(super) fn kill() {
    for process in living() {
        process.signal(Signal::KILL);
    }
}

fn living() -> Vec<Process> {
    let me = std::process::id().cast_signed();
    // Without /proc nothing could have begun: the token and boot id are read there.
    let table = process_table::all().unwrap_or_default();
    let mut below = process_table::below(&table, &[me]);
    below.retain(|process| !process.zombie);
    below
}
