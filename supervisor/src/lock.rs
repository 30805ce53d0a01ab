//! The sign of life: a lock on the file `alive` of an attempt's folder.
//!
//! It is an open-file-description lock, not `flock`: it can be *asked about*
//! without being taken, so that looking never stands in the way of a start,
//! and it still belongs to the open file, so that the server can take it and
//! hand it to the supervisor with no instant in between.

use rustix::fd::{AsFd, AsRawFd};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The lock file's name in an attempt's folder.
pub(crate) const ALIVE: &str = "alive";

/// Opens the lock file, making it if asked to.
pub(crate) fn open(dir: &Path, create: bool) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(create).truncate(false).mode(0o600).open(dir.join(ALIVE))
}

/// Takes the exclusive lock; false when a supervisor holds it.
pub(crate) fn try_exclusive(file: &impl AsFd) -> io::Result<bool> {
    loop {
        match call(file, libc::F_OFD_SETLK, libc::F_WRLCK) {
            Ok(_) => return Ok(true),
            Err(error) if busy(&error) => {
                // A waiter holds a shared lock for an instant when it wakes;
                // that one is about to let go, a supervisor is not.
                match holder(file)? {
                    libc::F_WRLCK => return Ok(false),
                    _ => std::thread::yield_now(),
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Says whether a supervisor holds the lock, without touching it.
pub(crate) fn is_held(file: &impl AsFd) -> io::Result<bool> {
    Ok(holder(file)? == libc::F_WRLCK)
}

/// Blocks until no supervisor holds the lock.
pub(crate) fn wait_until_free(file: &impl AsFd) -> io::Result<()> {
    loop {
        match call(file, libc::F_OFD_SETLKW, libc::F_RDLCK) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other.map(drop),
        }
    }
}

/// Asks who would stand in the way of any lock: `F_WRLCK`, `F_RDLCK` or `F_UNLCK`.
fn holder(file: &impl AsFd) -> io::Result<libc::c_int> {
    let found = call(file, libc::F_OFD_GETLK, libc::F_WRLCK)?;
    Ok(libc::c_int::from(found.l_type))
}

fn busy(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EAGAIN) | Some(libc::EACCES))
}

fn call(file: &impl AsFd, command: libc::c_int, kind: libc::c_int) -> io::Result<libc::flock> {
    let mut lock = libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 0,
        l_pid: 0,
    };
    // SAFETY: the descriptor is open for the borrow, `lock` outlives the call.
    let done = unsafe { libc::fcntl(file.as_fd().as_raw_fd(), command, &mut lock) };
    if done == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(lock)
}
