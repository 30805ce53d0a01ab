//! Puts a new program in this process's place, when this one cannot let go of the database (rule 34): the address, the
//! data folder's lock and the supervisors stay, everything else is closed by the host.

use std::io;
use std::net::TcpListener;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::io::{FdFlags, fcntl_setfd};

/// Tells the next program what was left open for it: `listener,lock`.
const LEFT_OPEN: &str = "LULL_LEFT_OPEN";

/// What the program before this one left open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Inherited {
    listener: RawFd,
    /// The data folder's lock.
    pub(super) lock: RawFd,
}

impl Inherited {
    /// Reads it; none in a process of its own.
    pub(super) fn read() -> Option<Self> {
        Self::parse(&std::env::var(LEFT_OPEN).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (listener, lock) = text.split_once(',')?;
        Some(Self { listener: listener.parse().ok()?, lock: lock.parse().ok()? })
    }

    /// The address that is listened at already.
    ///
    /// # Errors
    /// When the descriptor is no listener.
    pub(super) fn listener(self) -> io::Result<TcpListener> {
        // SAFETY: only the kernel is asked about the number; one that is not open is an error.
        let open = unsafe { BorrowedFd::borrow_raw(self.listener) };
        if !rustix::net::sockopt::socket_acceptconn(open)? {
            return Err(io::Error::other("the descriptor that was left open is no listener"));
        }
        fcntl_setfd(open, FdFlags::CLOEXEC)?;
        // SAFETY: it was left open for this process, which takes it here once.
        Ok(unsafe { TcpListener::from_raw_fd(self.listener) })
    }
}

/// Begins this executable anew in this process, with the same words and environment. It returns only when the host
/// refuses, and then nothing has changed.
pub(super) fn replace(listener: &TcpListener, lock: BorrowedFd<'_>) -> io::Error {
    if let Err(error) = keep_open(listener, lock, FdFlags::empty()) {
        return error;
    }
    let mut words = std::env::args_os();
    let name = words.next().unwrap_or_default();
    let left_open = format!("{},{}", listener.as_raw_fd(), lock.as_raw_fd());
    let error = Command::new("/proc/self/exe").arg0(name).args(words).env(LEFT_OPEN, left_open).exec();
    // Or children of this process would get them.
    keep_open(listener, lock, FdFlags::CLOEXEC).err().unwrap_or(error)
}

fn keep_open(listener: &TcpListener, lock: BorrowedFd<'_>, flags: FdFlags) -> io::Result<()> {
    fcntl_setfd(listener, flags)?;
    Ok(fcntl_setfd(lock, flags)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_open_is_two_numbers() {
        assert_eq!(Inherited::parse("7,8"), Some(Inherited { listener: 7, lock: 8 }));
        assert_eq!(Inherited::parse("7"), None);
        assert_eq!(Inherited::parse("7,lock"), None);
    }

    #[test]
    fn only_a_listener_is_taken_for_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let (_, other) = std::os::unix::net::UnixStream::pair().unwrap();
        let at = |listener| Inherited { listener, lock: 0 };
        assert!(at(other.as_raw_fd()).listener().is_err());
        let addr = taken.local_addr().unwrap();
        let again = at(std::os::fd::IntoRawFd::into_raw_fd(taken)).listener().unwrap();
        assert_eq!(again.local_addr().unwrap(), addr);
    }
}
