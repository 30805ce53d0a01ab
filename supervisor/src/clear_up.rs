//! Ends what a killed supervisor left behind.

use crate::clock::monotonic;
use crate::process_table::{self, Process};
use crate::record::{OUTPUT, Start};
use rustix::process::{Pid, Signal, WaitOptions, waitpid};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How long killed processes may take to go.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);

/// Kills the step's processes and returns when they are gone; see [`crate::Attempt::clear_up`].
pub(crate) fn clear_up(dir: &Path, start: &Start) -> io::Result<usize> {
    // The step may have written secrets there, and nobody will read it.
    match fs::remove_file(dir.join(OUTPUT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if start.token.is_empty() || start.boot_id != process_table::boot_id()? {
        return Ok(0);
    }
    let began = monotonic();
    let mut killed = HashSet::new();
    let mut quiet_looks = 0;
    // Twice, because a process may fork behind the reader of `/proc`.
    while quiet_looks < 2 {
        let left = left_of(start, &killed)?;
        if left.is_empty() {
            quiet_looks += 1;
            continue;
        }
        quiet_looks = 0;
        for process in &left {
            process.signal(Signal::KILL);
            killed.insert((process.pid, process.started));
        }
        if monotonic().saturating_sub(began) > PATIENCE {
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("{} processes of the step cannot be killed", left.len()),
            ));
        }
        rest();
    }
    Ok(killed.len())
}

/// Finds the step's processes: by token, by session, and all below these.
fn left_of(start: &Start, killed: &HashSet<(i32, u64)>) -> io::Result<Vec<Process>> {
    let me = std::process::id().cast_signed();
    let entry = format!("LULL_ATTEMPT={}", start.token).into_bytes();
    let mut table = process_table::all()?;
    table.retain(|process| process.pid != me && process.started >= start.pid_started);
    // Left-overs become this process's children when it is pid 1. Only those known
    // to be the step's are reaped: the others have someone who waits for them.
    for zombie in table.iter().filter(|p| p.zombie && p.parent == me) {
        let known = killed.contains(&(zombie.pid, zombie.started)) || zombie.session == start.pid;
        if known && let Some(pid) = Pid::from_raw(zombie.pid) {
            let _ = waitpid(Some(pid), WaitOptions::NOHANG);
        }
    }
    table.retain(|process| !process.zombie);

    let marked: Vec<i32> =
        table.iter().filter(|process| process.carries(&entry)).map(|process| process.pid).collect();
    // A session's number is given away again once its last member is gone, so it
    // counts only while its leader is the step's, or a member carries the token.
    let session_is_ours = table.iter().any(|process| {
        process.session == start.pid
            && (marked.contains(&process.pid)
                || (process.pid == start.pid && process.started == start.pid_started))
    });
    let roots: Vec<i32> = table
        .iter()
        .filter(|p| marked.contains(&p.pid) || (session_is_ours && p.session == start.pid))
        .map(|process| process.pid)
        .collect();
    let mut left = process_table::below(&table, &roots);
    left.extend(table.iter().filter(|p| roots.contains(&p.pid)));
    Ok(left)
}

#[expect(clippy::disallowed_methods, reason = "the end of processes that are not ours has no event")]
fn rest() {
    std::thread::sleep(PAUSE);
}
