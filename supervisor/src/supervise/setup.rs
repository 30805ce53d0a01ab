//! Makes the new process a supervisor: its own session, deaf to signals, subreaper.

use crate::lock;
use rustix::fd::{AsFd, AsRawFd, OwnedFd};
use rustix::fs::Mode;
use rustix::process::{DumpableBehavior, getpid, set_child_subreaper, set_dumpable_behavior, setsid, umask};
use std::fs::{self, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Signals that a supervisor ignores: only a cancel or the time-out ends a step, so
/// that a stray TERM or a service manager's does no harm.
const IGNORED: [libc::c_int; 10] = [
    libc::SIGTERM,
    libc::SIGINT,
    libc::SIGHUP,
    libc::SIGQUIT,
    libc::SIGPIPE,
    libc::SIGALRM,
    libc::SIGUSR1,
    libc::SIGUSR2,
    libc::SIGTSTP,
    // Over the file size limit: the write fails, and that is dealt with.
    libc::SIGXFSZ,
];

/// Takes the lock that the server handed over as standard output; it is held until
/// the result is dropped.
pub(super) fn take_over_lock(dir: &Path) -> io::Result<OwnedFd> {
    close_from_three()?;
    let stdout = io::stdout();
    let alive = rustix::io::fcntl_dupfd_cloexec(stdout.as_fd(), 3)?;
    let handed = rustix::fs::fstat(&alive)?;
    let expected = fs::metadata(dir.join(lock::ALIVE))?;
    if (handed.st_dev, handed.st_ino) != (expected.dev(), expected.ino()) {
        return Err(io::Error::other("`supervise` is started by Lull itself only"));
    }
    // Lost only to a supervisor that lives already: then leave it alone.
    if !lock::try_exclusive(&alive)? {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    to_null(libc::STDOUT_FILENO)?;
    Ok(alive)
}

/// Leaves the server's session and asks for the orphans of its own children.
pub(super) fn detach() -> io::Result<()> {
    // Fails when it leads a session already, which is as good.
    let _ = setsid();
    for signal in IGNORED {
        // SAFETY: ignoring a signal installs no handler.
        unsafe { libc::signal(signal, libc::SIG_IGN) };
    }
    umask(Mode::RWXG | Mode::RWXO);
    // Its memory holds secrets: no core dump of it reaches the disk.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    set_child_subreaper(Some(getpid()))?;
    Ok(())
}

/// Reads the whole spec and gives the pipe up.
pub(super) fn read_spec() -> io::Result<Vec<u8>> {
    let mut spec = Vec::new();
    io::stdin().lock().read_to_end(&mut spec)?;
    to_null(libc::STDIN_FILENO)?;
    Ok(spec)
}

/// Points a standard descriptor at `/dev/null`, so that its number is not given away.
fn to_null(standard: libc::c_int) -> io::Result<()> {
    let null = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    // SAFETY: replaces a standard descriptor, which nobody owns, by a copy of an open one.
    if unsafe { libc::dup2(null.as_raw_fd(), standard) } == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Closes whatever a library in the server left open across exec.
fn close_from_three() -> io::Result<()> {
    // SAFETY: nothing in this process has opened a descriptor yet that is used later.
    let done = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
    if done == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
