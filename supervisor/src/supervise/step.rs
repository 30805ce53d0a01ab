//! Executes the step, in a session below the supervisor's.

use super::Ending;
use crate::clock::{monotonic, wall_micros};
use crate::process_table::{self, Process};
use crate::record::{self, FORMAT, OUTPUT, Outcome, START, Start};
use crate::spec::Spec;
use rustix::fd::OwnedFd;
use rustix::process::setsid;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A step that is being executed.
pub(super) struct Step {
    pub(super) pid: i32,
    /// UTC microseconds.
    pub(super) began: i64,
    /// On the monotonic clock.
    pub(super) deadline: Option<Duration>,
    /// The reading end of its standard output and error; does not block.
    pub(super) output: OwnedFd,
}

pub(super) enum Begun {
    Running(Step),
    /// The program could not be executed, for a reason that is the step's.
    NotExecuted(Ending),
}

/// Makes the file that `$LULL_OUTPUT` names, empty.
pub(super) fn make_output_file(dir: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(dir.join(OUTPUT)).map(drop)
}

/// Forks, writes `start` and executes the step.
///
/// An error means that nothing was executed and that it is not the step's fault: the
/// disk refused `start`. The attempt then never began.
pub(super) fn begin(dir: &Path, spec: &Spec) -> io::Result<Begun> {
    let began = wall_micros();
    let (reader, writer) = io::pipe()?;
    let start = Start {
        version: FORMAT,
        boot_id: process_table::boot_id()?,
        supervisor_pid: std::process::id().cast_signed(),
        supervisor_started: Process::read(std::process::id().cast_signed())
            .map_or(0, |process| process.started),
        began,
        token: token()?,
        ..Start::default()
    };
    let argv = spec.run.argv();
    let Some((program, arguments)) = argv.split_first() else {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "no program is named");
        return Ok(Begun::NotExecuted(not_executed(None, &error)));
    };
    if let Err(error) = std::fs::metadata(spec.cwd.join(".")) {
        let error = io::Error::new(error.kind(), format!("working folder {}: {error}", spec.cwd.display()));
        return Ok(Begun::NotExecuted(not_executed(None, &error)));
    }
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(&spec.env)
        .env("LULL_OUTPUT", dir.join(OUTPUT))
        .env("LULL_ATTEMPT", &start.token)
        .current_dir(&spec.cwd)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer);
    let folder = dir.to_owned();
    // SAFETY: the supervisor has one thread, so the forked child may do anything.
    unsafe { command.pre_exec(move || become_step(&folder, &start)) };
    let spawned = command.spawn();
    // It holds the writing end: while it lives, the output never ends.
    drop(command);
    match spawned {
        Ok(child) => {
            rustix::io::ioctl_fionbio(&reader, true)?;
            Ok(Begun::Running(Step {
                pid: child.id().cast_signed(),
                began,
                deadline: spec.timeout.map(|timeout| monotonic().saturating_add(timeout)),
                output: reader.into(),
            }))
        }
        Err(error) if dir.join(START).exists() => Ok(Begun::NotExecuted(not_executed(Some(began), &error))),
        // A NUL byte in an argument or the environment.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            Ok(Begun::NotExecuted(not_executed(None, &error)))
        }
        Err(error) => Err(error),
    }
}

/// Runs in the forked child: a session of its own, default signals, `start`, then exec.
///
/// The child writes `start`, because it names the child. It holds a copy of the lock until
/// exec, so a supervisor that is killed in between does not look as if nothing began.
fn become_step(dir: &Path, start: &Start) -> io::Result<()> {
    setsid()?;
    default_signals();
    let pid = std::process::id().cast_signed();
    let start =
        Start { pid, pid_started: Process::read(pid).map_or(0, |process| process.started), ..start.clone() };
    record::write_quickly(dir, START, &start)?;
    // SAFETY: marks descriptors only; std's own for reporting errors is marked already.
    unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    Ok(())
}

/// Undoes what the supervisor ignores and blocks, and what the server did before it.
fn default_signals() {
    // SAFETY: default actions install no handler; the set belongs to this frame.
    unsafe {
        for signal in 1..=64 {
            libc::signal(signal, libc::SIG_DFL);
        }
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, std::ptr::null_mut());
    }
}

fn not_executed(began: Option<i64>, error: &io::Error) -> Ending {
    let code = match error.kind() {
        io::ErrorKind::NotFound => 127,
        _ => 126,
    };
    Ending {
        outcome: Outcome::Failed,
        exit_code: Some(code),
        signal: None,
        began,
        note: Some(format!("could not be executed: {error}")),
    }
}

/// Makes the value of `LULL_ATTEMPT`, by which what is left of a step can be told.
fn token() -> io::Result<String> {
    Ok(std::fs::read_to_string("/proc/sys/kernel/random/uuid")?.trim().to_owned())
}
