//! What runs on this host, as `/proc` tells it.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

/// Sends a signal to a process; one that is gone is left in peace.
pub fn kill(pid: i32, signal: Signal) {
    let _ = kill_process(Pid::from_raw(pid).unwrap(), signal);
}

fn all() -> Vec<i32> {
    let entries = std::fs::read_dir("/proc").unwrap();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The state and the parent of a process.
fn stat(pid: i32) -> Option<(char, i32)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text.rsplit_once(") ")?.1.split(' ');
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// The live children of a process.
pub fn children(parent: i32) -> Vec<i32> {
    all()
        .into_iter()
        .filter(|pid| stat(*pid).is_some_and(|(state, of)| of == parent && state != 'Z'))
        .collect()
}

/// The children of a process that ended and were not waited for.
pub fn zombies(parent: i32) -> Vec<i32> {
    all()
        .into_iter()
        .filter(|pid| stat(*pid).is_some_and(|(state, of)| of == parent && state == 'Z'))
        .collect()
}

/// Processes in whose environment or arguments a path stands: steps, and whatever they left behind.
pub fn mentioning(path: &Path) -> Vec<i32> {
    let wanted = path.as_os_str().as_encoded_bytes();
    let names = |pid: &i32| {
        ["environ", "cmdline"].iter().any(|file| {
            let bytes = std::fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
            bytes.windows(wanted.len()).any(|window| window == wanted)
        })
    };
    all().into_iter().filter(names).collect()
}
