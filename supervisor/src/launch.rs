//! Starts a supervisor: the server's side of it.

use crate::lock;
use crate::record::{EXIT, START};
use crate::spec::Spec;
use rustix::fd::AsFd;
use rustix::process::{Pid, WaitOptions, waitpid};
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// The word that makes the executable a supervisor; see [`crate::main_if_asked`].
pub(crate) const SUPERVISE: &str = "supervise";

/// Enough for a thread that only waits.
pub(crate) const SMALL_STACK: usize = 64 << 10;

/// What starting a supervisor came to.
#[derive(Debug)]
pub enum Launched {
    /// It lives and has its whole spec.
    Started(Supervisor),
    /// One lived already, or is just starting: wait for that one.
    AlreadyAlive,
    /// The attempt began before; it is never executed twice.
    AlreadyBegan,
}

/// A supervisor that this process started, and the thread that reaps it.
#[derive(Debug)]
pub struct Supervisor {
    pid: u32,
    reaper: Option<JoinHandle<()>>,
}

impl Supervisor {
    /// Gives its pid, for logs and tests; signs of life come from [`crate::Attempt::state`].
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Blocks until it has left the process table. Nobody needs to: it is reaped by itself.
    pub fn reaped(self) {
        if let Some(reaper) = self.reaper {
            // A reaper does not panic; if it did, there is nothing left to wait for.
            let _ = reaper.join();
        }
    }
}

/// Starts a supervisor in an attempt's folder.
///
/// The server takes the lock and hands the open file over as the child's
/// standard output, so that at no instant a living attempt looks dead.
pub(crate) fn launch(dir: &Path, executable: &Path, spec: &Spec) -> io::Result<Launched> {
    let spec = serde_json::to_vec(spec)?;
    let alive = lock::open(dir, true)?;
    if !lock::try_exclusive(&alive.as_fd())? {
        return Ok(Launched::AlreadyAlive);
    }
    if dir.join(START).exists() || dir.join(EXIT).exists() {
        return Ok(Launched::AlreadyBegan);
    }
    // No `pre_exec`, so that std may use posix_spawn: no copy of the server's
    // page tables. The supervisor makes its session itself. An empty
    // environment: the server's settings may hold secrets.
    let mut child = Command::new(executable)
        .arg0("lull")
        .args([SUPERVISE.as_ref(), dir.as_os_str()])
        .env_clear()
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::from(alive))
        .stderr(Stdio::null())
        .spawn()?;
    let sent = match child.stdin.take() {
        Some(mut pipe) => pipe.write_all(&spec),
        None => Err(io::ErrorKind::BrokenPipe.into()),
    };
    let supervisor = reap(child);
    match sent {
        Ok(()) => Ok(Launched::Started(supervisor)),
        // It got no whole spec, so it leaves without a trace.
        Err(error) => {
            supervisor.reaped();
            Err(error)
        }
    }
}

/// Reaps the children that the program before this one in the same process left, each when it ends.
///
/// It is called before anything is started.
pub fn reap_inherited() {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return };
    let lists = threads.flatten().filter_map(|one| std::fs::read_to_string(one.path().join("children")).ok());
    let children: Vec<i32> = lists.flat_map(|list| numbers(&list)).collect();
    for child in children.into_iter().filter_map(Pid::from_raw) {
        let reaper = std::thread::Builder::new().name("step-reap".into()).stack_size(SMALL_STACK);
        // Without a thread to spare it stays a zombie until the server ends.
        let _ = reaper.spawn(move || waitpid(Some(child), WaitOptions::empty()));
    }
}

fn numbers(list: &str) -> Vec<i32> {
    list.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Waits for exactly this child, on a thread.
fn reap(mut child: Child) -> Supervisor {
    let pid = child.id();
    let reaper = std::thread::Builder::new()
        .name("step-reap".into())
        .stack_size(SMALL_STACK)
        .spawn(move || {
            let _ = child.wait();
        })
        // Without a thread to spare it stays a zombie until the server ends.
        .ok();
    Supervisor { pid, reaper }
}
