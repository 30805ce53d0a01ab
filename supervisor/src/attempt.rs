//! An attempt of a step: its folder, and what the server asks of it.

use crate::launch::{self, Launched};
use crate::record::{self, CANCEL, EXIT, Exit, LOG, START, Start};
use crate::spec::Spec;
use crate::{LogChunk, clear_up, lock, read_log};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// One attempt of one step, by its folder `steps/<request>/<step>/<attempt>/`.
///
/// All calls block for a few file operations at most, save [`wait`](Self::wait)
/// and [`clear_up`](Self::clear_up).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    dir: PathBuf,
}

/// What making an attempt's folder came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created {
    /// The folder is new and this caller's: [`Attempt::spawn`] is next.
    New(Attempt),
    /// It was there already: adopt it, by its [`Attempt::state`].
    Exists(Attempt),
}

/// What an attempt's folder tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A supervisor lives: wait for it.
    Alive,
    /// The step ended, and how.
    Ended(Exit),
    /// Nothing was executed: the attempt may be spawned again in the same folder.
    NeverBegan,
    /// The step may have run and nobody knows to what end: *interrupted*, once
    /// [`Attempt::clear_up`] has returned.
    Lost(Start),
}

impl Attempt {
    /// Makes an attempt's folder, exclusively, and the folders above it; all 0700.
    pub fn create(dir: impl AsRef<Path>) -> io::Result<Created> {
        let attempt = Attempt::at(dir.as_ref())?;
        if let Some(parent) = attempt.dir.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        match DirBuilder::new().mode(0o700).create(&attempt.dir) {
            Ok(()) => Ok(Created::New(attempt)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Created::Exists(attempt)),
            Err(error) => Err(error),
        }
    }

    /// Opens an attempt that an earlier server made; `NotFound` when it has no folder.
    pub fn open(dir: impl AsRef<Path>) -> io::Result<Attempt> {
        let attempt = Attempt::at(dir.as_ref())?;
        fs::metadata(&attempt.dir)?;
        Ok(attempt)
    }

    fn at(dir: &Path) -> io::Result<Attempt> {
        Ok(Attempt { dir: std::path::absolute(dir)? })
    }

    /// Names the folder, absolute.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Starts a supervisor from this very executable; see [`spawn_from`](Self::spawn_from).
    pub fn spawn(&self, spec: &Spec) -> io::Result<Launched> {
        self.spawn_from(Path::new("/proc/self/exe"), spec)
    }

    /// Starts a supervisor from an executable that calls [`crate::main_if_asked`].
    ///
    /// Harmless when one lives or the attempt already began. When it returns
    /// [`Launched::Started`] the supervisor has the whole spec and the lock: the
    /// server may die from then on. An error means that nothing was executed.
    pub fn spawn_from(&self, executable: &Path, spec: &Spec) -> io::Result<Launched> {
        launch::launch(&self.dir, executable, spec)
    }

    /// Tells what the folder says now.
    ///
    /// Fails with `Unsupported` for a folder of a newer format.
    pub fn state(&self) -> io::Result<State> {
        match self.lock()? {
            Some(alive) if lock::is_held(&alive)? => Ok(State::Alive),
            _ => self.read_back(),
        }
    }

    /// Blocks until no supervisor lives, and tells the state; own and adopted alike.
    ///
    /// Never [`State::Alive`], unless it was spawned anew meanwhile.
    pub fn wait(&self) -> io::Result<State> {
        if let Some(alive) = self.lock()? {
            lock::wait_until_free(&alive)?;
        }
        self.state()
    }

    /// Waits on a thread of its own with a small stack, and hands the state on.
    ///
    /// A thread, because a runtime that ends waits for its blocking tasks, and a
    /// step may take longer than a server lives (rule 22).
    pub fn wait_then(&self, then: impl FnOnce(io::Result<State>) + Send + 'static) -> io::Result<()> {
        let attempt = self.clone();
        std::thread::Builder::new()
            .name("step-wait".into())
            .stack_size(launch::SMALL_STACK)
            .spawn(move || then(attempt.wait()))
            .map(drop)
    }

    /// Asks for the step's end (rule 25); its supervisor writes the outcome.
    ///
    /// No pid is involved: it works for an adopted supervisor, and for one that
    /// is about to start, which then never begins. Asking again changes nothing.
    pub fn cancel(&self) -> io::Result<()> {
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.dir.join(CANCEL))
            .map(drop)
    }

    /// Kills what a [`State::Lost`] step left running and returns when it is gone.
    ///
    /// Gives how many were killed; does nothing after a reboot. `TimedOut` when
    /// something outlived 10 seconds of it, such as a process of another user.
    pub fn clear_up(&self, start: &Start) -> io::Result<usize> {
        clear_up::clear_up(&self.dir, start)
    }

    /// Names the log file; it may not exist yet.
    pub fn log_path(&self) -> PathBuf {
        self.dir.join(LOG)
    }

    /// Reads a piece of the log; `ended` when no more can come after it.
    ///
    /// `offset` and `limit` are bytes. A log that does not exist yet is empty.
    pub fn read_log(&self, offset: u64, limit: usize) -> io::Result<LogChunk> {
        // Asked before reading: what is written in between is then read too.
        let over = self.state()? != State::Alive;
        read_log(&self.log_path(), offset, limit, over)
    }

    fn lock(&self) -> io::Result<Option<File>> {
        match lock::open(&self.dir, false) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the result of a supervisor that is gone.
    fn read_back(&self) -> io::Result<State> {
        match record::read::<Exit>(&self.dir, EXIT) {
            Ok(Some(exit)) => return Ok(State::Ended(exit)),
            Err(error) if error.kind() != io::ErrorKind::InvalidData && !syntax(&error) => {
                return Err(error);
            }
            // A damaged result is no result.
            Ok(None) | Err(_) => {}
        }
        match record::read::<Start>(&self.dir, START) {
            Ok(Some(start)) => Ok(State::Lost(start)),
            Ok(None) if self.dir.join(EXIT).exists() => Ok(State::Lost(Start::default())),
            Ok(None) => Ok(State::NeverBegan),
            // A damaged `start` still says that the step may have run.
            Err(error) if error.kind() == io::ErrorKind::InvalidData || syntax(&error) => {
                Ok(State::Lost(Start::default()))
            }
            Err(error) => Err(error),
        }
    }
}

/// Says whether a record could not be parsed: serde_json says so in two ways.
fn syntax(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
        || error.get_ref().is_some_and(|inner| inner.is::<serde_json::Error>())
}
