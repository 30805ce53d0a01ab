//! What wakes a supervisor: its children, the file `cancel`, and the clock.

use crate::record::CANCEL;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{BorrowedFd, FromRawFd, OwnedFd};
use rustix::fs::inotify;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often the folder is looked at where there is no inotify to be had.
const LOOK: Duration = Duration::from_millis(500);

/// The sources of events.
pub(super) struct Events {
    children: OwnedFd,
    /// None when the user's inotify instances are used up.
    folder: Option<OwnedFd>,
    cancel: PathBuf,
}

impl Events {
    /// Blocks SIGCHLD for this process and watches the folder.
    pub(super) fn open(dir: &Path) -> io::Result<Events> {
        let folder = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK).and_then(
            |folder| {
                let flags = inotify::WatchFlags::CREATE | inotify::WatchFlags::MOVED_TO;
                inotify::add_watch(&folder, dir, flags)?;
                Ok(folder)
            },
        );
        Ok(Events { children: child_signals()?, folder: folder.ok(), cancel: dir.join(CANCEL) })
    }

    /// Says whether the step's end was asked for.
    pub(super) fn cancel_asked(&self) -> bool {
        self.cancel.exists()
    }

    /// Blocks until something happened, output came, or `most` is over; true for output.
    pub(super) fn wait(&self, output: Option<BorrowedFd<'_>>, most: Option<Duration>) -> bool {
        let most = match &self.folder {
            Some(_) => most,
            None => Some(most.unwrap_or(LOOK).min(LOOK)),
        };
        let timeout = most.map(|most| Timespec {
            tv_sec: most.as_secs().min(1 << 30).cast_signed(),
            tv_nsec: most.subsec_nanos().into(),
        });
        let mut sources = vec![PollFd::new(&self.children, PollFlags::IN)];
        if let Some(folder) = &self.folder {
            sources.push(PollFd::new(folder, PollFlags::IN));
        }
        if let Some(output) = output {
            sources.push(PollFd::from_borrowed_fd(output, PollFlags::IN));
        }
        if poll(&mut sources, timeout.as_ref()).is_err() {
            return false;
        }
        let has_output =
            output.is_some() && sources.last().is_some_and(|source| !source.revents().is_empty());
        // What happened is looked up afresh by the caller; here it is only taken off.
        empty(&self.children);
        if let Some(folder) = &self.folder {
            empty(folder);
        }
        has_output
    }
}

fn empty(source: &OwnedFd) {
    let mut buffer = [0u8; 4096];
    while rustix::io::read(source, &mut buffer).is_ok_and(|count| count > 0) {}
}

fn child_signals() -> io::Result<OwnedFd> {
    // SAFETY: plain calls on a set of this frame; the new descriptor is owned here only.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGCHLD);
        if libc::sigprocmask(libc::SIG_SETMASK, &set, std::ptr::null_mut()) == -1 {
            return Err(io::Error::last_os_error());
        }
        let fd = libc::signalfd(-1, &set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK);
        if fd == -1 {
            return Err(io::Error::last_os_error());
        }
        Ok(OwnedFd::from_raw_fd(fd))
    }
}
