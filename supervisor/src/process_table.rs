//! Looks at `/proc`: who descends from whom, and who is one process for certain.

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::collections::HashSet;
use std::fs;
use std::io;

/// One process, as `/proc/PID/stat` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: i32,
    pub(crate) parent: i32,
    pub(crate) session: i32,
    /// In clock ticks since boot: a pid that was given away again has another one.
    pub(crate) started: u64,
    pub(crate) zombie: bool,
}

impl Process {
    /// Reads one process; None when it is gone.
    pub(crate) fn read(pid: i32) -> Option<Process> {
        parse(pid, &fs::read(format!("/proc/{pid}/stat")).ok()?)
    }

    /// Sends a signal to exactly this process, never to a later owner of its pid.
    pub(crate) fn signal(&self, signal: Signal) {
        let Some(pid) = Pid::from_raw(self.pid) else {
            return;
        };
        let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) else {
            return;
        };
        if Process::read(self.pid).is_some_and(|now| now.started == self.started) {
            // Fails when it has just gone, which is what is wanted, or when it
            // belongs to somebody else, which the caller sees by its staying.
            let _ = pidfd_send_signal(&handle, signal);
        }
    }

    /// Says whether the process was executed with this environment entry; false when
    /// that may not be looked at.
    pub(crate) fn carries(&self, entry: &[u8]) -> bool {
        fs::read(format!("/proc/{}/environ", self.pid))
            .is_ok_and(|environ| environ.split(|&byte| byte == 0).any(|one| one == entry))
    }
}

/// Reads every process that can be seen.
pub(crate) fn all() -> io::Result<Vec<Process>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Ok(entry) = entry else { continue };
        if let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse().ok())
            && let Some(process) = Process::read(pid)
        {
            found.push(process);
        }
    }
    Ok(found)
}

/// Picks the processes below the given ones, however deep; the given ones are not in it.
pub(crate) fn below(all: &[Process], roots: &[i32]) -> Vec<Process> {
    let mut known: HashSet<i32> = roots.iter().copied().collect();
    let mut found = Vec::new();
    loop {
        let before = found.len();
        for process in all {
            if known.contains(&process.parent) && known.insert(process.pid) {
                found.push(*process);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Reads the id of the running boot.
pub(crate) fn boot_id() -> io::Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

/// Takes `pid (any text, brackets too) state parent group session … started …` apart.
fn parse(pid: i32, stat: &[u8]) -> Option<Process> {
    let after_name = stat.iter().rposition(|&byte| byte == b')')? + 1;
    let rest = std::str::from_utf8(stat.get(after_name..)?).ok()?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    Some(Process {
        pid,
        zombie: matches!(*fields.first()?, "Z" | "X"),
        parent: fields.get(1)?.parse().ok()?,
        session: fields.get(3)?.parse().ok()?,
        started: fields.get(19)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_does_not_shift_the_fields() {
        let stat = b"42 (a) b) R (x) S 7 42 41 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 9876 1 1";
        let process = parse(42, stat).unwrap();
        assert_eq!(process, Process { pid: 42, parent: 7, session: 41, started: 9876, zombie: false });
    }

    #[test]
    fn descendants_are_found_whatever_the_order_of_the_table() {
        let one = |pid, parent| Process { pid, parent, session: pid, started: 1, zombie: false };
        let table = [one(9, 8), one(8, 5), one(5, 1), one(7, 2), one(2, 1)];
        let mut pids: Vec<i32> = below(&table, &[5]).iter().map(|p| p.pid).collect();
        pids.sort_unstable();
        assert_eq!(pids, [8, 9]);
    }
}
