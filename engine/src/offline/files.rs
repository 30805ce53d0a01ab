//! Steps that change the data folder; every state between two of them is one that reading understands.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::{Error, Result};

/// One step. A crash may come before or after each of them, and in the middle of a `Write`.
#[derive(Debug)]
pub(super) enum Step {
    /// Makes a file that only its owner reads, and sees it to the disk.
    Write(PathBuf, Vec<u8>),
    /// Gives the first the second's name, in place of what had it.
    Rename(PathBuf, PathBuf),
    /// Removes a file; one that is not there is removed already.
    Remove(PathBuf),
    /// Sees the names in a folder to the disk.
    Sync(PathBuf),
}

impl Step {
    /// Takes the step.
    pub(super) fn take(&self) -> Result<()> {
        match self {
            Self::Write(path, bytes) => write(path, bytes).map_err(Error::io(path)),
            Self::Rename(from, to) => fs::rename(from, to).map_err(Error::io(to)),
            Self::Remove(path) => match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io(path)(error)),
                _ => Ok(()),
            },
            Self::Sync(folder) => File::open(folder).and_then(|f| f.sync_all()).map_err(Error::io(folder)),
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    // One that a crash left behind may have been restored with another mode.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The temporary file beside one.
pub(super) fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

/// The steps that put bytes in a file's place: it holds either what it held or the whole new content.
pub(super) fn replacing(folder: &Path, name: &str, bytes: Vec<u8>) -> [Step; 3] {
    let (part, to) = (part(folder, name), folder.join(name));
    [Step::Write(part.clone(), bytes), Step::Rename(part, to), Step::Sync(folder.to_path_buf())]
}

/// The SHA-256 of parts that follow each other, 64 digits.
pub(super) fn checksum(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
