//! The data folder: one process owns it (rule 24), and nobody else reads it (rule 48).

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use domain::id::RequestId;
use rustix::fs::{FlockOperation, flock};

/// Why the data folder cannot be used, in one line.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Another process has it.
    #[error("the data folder {} belongs to a running lull: stop that one, or set LULL_DATA_DIR to another folder", .0.display())]
    Taken(PathBuf),
    /// It is somebody else's.
    #[error("the folder {} holds other things than Lull's ({other}): set LULL_DATA_DIR to a folder of its own", .path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
        /// One of those things.
        other: String,
    },
    /// It cannot be made, read or written.
    #[error("the data folder {} cannot be used: {error}", .path.display())]
    Io {
        /// The folder, or the file in it.
        path: PathBuf,
        /// What the host says.
        error: io::Error,
    },
}

/// The data folder, owned: the lock is held as long as this lives.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: File,
}

impl DataDir {
    /// Makes the folder if it is missing, closes it to others, and takes its lock.
    ///
    /// # Errors
    /// [`DataDirError`] in one line.
    pub fn take(path: &Path) -> Result<Self, DataDirError> {
        let fault = |path: &Path| {
            let path = path.to_path_buf();
            move |error| DataDirError::Io { path, error }
        };
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(fault(path))?;
        if let Some(other) = stranger(path).map_err(fault(path))? {
            return Err(DataDirError::NotOurs { path: path.to_path_buf(), other });
        }
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).map_err(fault(path))?;
        let path = path.canonicalize().map_err(fault(path))?;
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .mode(0o600)
            .open(&lock_path)
            .map_err(fault(&lock_path))?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                close_to_others(&path).map_err(fault(&path))?;
                Ok(Self { path, lock })
            }
            Err(rustix::io::Errno::WOULDBLOCK) => Err(DataDirError::Taken(path)),
            Err(error) => Err(DataDirError::Io { path: lock_path, error: error.into() }),
        }
    }

    /// Takes a folder whose lock was left open by the process that this one came in the place of.
    ///
    /// # Errors
    /// [`DataDirError`] in one line, also when the descriptor is another file's.
    pub fn inherit(path: &Path, lock: RawFd) -> Result<Self, DataDirError> {
        let fault = |error| DataDirError::Io { path: path.join("lock"), error };
        let path = path.canonicalize().map_err(fault)?;
        // SAFETY: only the kernel is asked about the number; one that is not open is an error.
        let open = rustix::fs::fstat(unsafe { BorrowedFd::borrow_raw(lock) }).map_err(io::Error::from);
        let open = open.map_err(fault)?;
        let named = rustix::fs::stat(path.join("lock")).map_err(io::Error::from).map_err(fault)?;
        if (open.st_dev, open.st_ino) != (named.st_dev, named.st_ino) {
            return Err(fault(io::Error::other("the descriptor that was left open is another file's")));
        }
        // SAFETY: it is the lock, left open for this process, which nobody else in it knows of.
        let lock = File::from(unsafe { OwnedFd::from_raw_fd(lock) });
        flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(io::Error::from).map_err(fault)?;
        rustix::io::fcntl_setfd(&lock, rustix::io::FdFlags::CLOEXEC)
            .map_err(io::Error::from)
            .map_err(fault)?;
        Ok(Self { path, lock })
    }

    /// The lock, which is held as long as it is open.
    #[must_use]
    pub fn lock(&self) -> BorrowedFd<'_> {
        self.lock.as_fd()
    }

    /// The folder, absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of an attempt: `steps/<request>/<step>/<attempt>`.
    #[must_use]
    pub fn attempt(&self, request: RequestId, step: &str, attempt: u32) -> PathBuf {
        self.request(request).join(step).join(attempt.to_string())
    }

    /// The folder of all attempts, by request.
    #[must_use]
    pub fn steps(&self) -> PathBuf {
        self.path.join("steps")
    }

    /// The folder of a request's attempts.
    #[must_use]
    pub fn request(&self, request: RequestId) -> PathBuf {
        self.steps().join(request.to_string())
    }

    /// The working folder that a request's steps share.
    #[must_use]
    pub fn work(&self, request: RequestId) -> PathBuf {
        self.request(request).join(".work")
    }
}

/// What is in a data folder before anything else: one of these makes it one.
const MARKS: [&str; 3] = ["lock", "lull.db", "key"];

/// A folder that is neither empty nor a data folder is not taken, nor closed to others: what is in it is told.
fn stranger(path: &Path) -> io::Result<Option<String>> {
    let mut other = None;
    for entry in std::fs::read_dir(path)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if MARKS.contains(&name.as_str()) {
            return Ok(None);
        }
        if name != "lost+found" {
            other = Some(name);
        }
    }
    Ok(other)
}

/// Files that an earlier version, or a restored backup, left readable.
const PRIVATE: [&str; 8] =
    ["key", "lock", "lull.db", "lull.db-wal", "lull.db-shm", "state.a", "state.b", "journal"];

fn close_to_others(folder: &Path) -> io::Result<()> {
    for name in PRIVATE {
        match std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Makes a folder that only its owner reads, with all above it.
///
/// # Errors
/// As the host says.
pub fn private_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_a_backup_brought_back_readable_is_closed_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str| dir.path().join(name);
        for name in PRIVATE {
            std::fs::write(file(name), "").unwrap();
            set_mode(&file(name), 0o644);
        }
        set_mode(dir.path(), 0o755);
        let data = DataDir::take(dir.path()).unwrap();
        assert_eq!(mode(data.path()), 0o700);
        for name in PRIVATE {
            assert_eq!(mode(&file(name)), 0o600, "{name}");
        }
    }

    #[test]
    fn a_folder_of_somebody_elses_is_neither_taken_nor_closed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("letter"), "").unwrap();
        set_mode(dir.path(), 0o755);
        let refused = DataDir::take(dir.path()).unwrap_err().to_string();
        assert!(refused.contains("(letter)"), "{refused}");
        assert_eq!(mode(dir.path()), 0o755);
    }
}
