//! All processes below the supervisor: as their subreaper it gets every orphan.

use crate::process_table;
use rustix::process::{Signal, WaitOptions, WaitStatus, wait};

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
                return Reaped {
                    main,
                    none_left: false,
                };
            }
            Err(rustix::io::Errno::INTR) => {}
            // ECHILD: there are none.
            Err(_) => {
                return Reaped {
                    main,
                    none_left: true,
                };
            }
        }
    }
}

/// Asks every process below to end; one that is stopped is woken to hear it.
pub(super) fn terminate() {
    for signal in [Signal::TERM, Signal::CONT] {
        signal_all(signal);
    }
}

/// Kills every process below that is there now; repeat it, since they may fork.
pub(super) fn kill() {
    signal_all(Signal::KILL);
}

fn signal_all(signal: Signal) {
    let me = std::process::id().cast_signed();
    // Without /proc nothing could have begun: the token and boot id are read there.
    let Ok(table) = process_table::all() else {
        return;
    };
    for process in process_table::below(&table, &[me]) {
        if !process.zombie {
            process.signal(signal);
        }
    }
}
