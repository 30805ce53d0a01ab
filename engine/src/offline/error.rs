//! Why a file of the data folder could not be read or written, with its name and the cure.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file of the data folder could not be read or written, in one line. A group of appends shares one.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The host refused.
    #[error(
        "{} cannot be read or written: {error}: see that the disk has room and works, and that the data folder and all in it belong to the user that runs lull",
        .path.display()
    )]
    Io {
        /// The file, or its folder.
        path: PathBuf,
        /// What the host says.
        error: Arc<io::Error>,
    },
    /// A value has no JSON, which is a fault of Lull's.
    #[error("what {} should keep has no JSON: {error}: this is a fault of Lull's, please report it", .path.display())]
    Encode {
        /// The file it was for.
        path: PathBuf,
        /// What serde says.
        error: Arc<serde_json::Error>,
    },
    /// A newer Lull wrote it.
    #[error(
        "{} was written by a newer lull (its format is {format}, this one knows {known}): start that version again, or move the file away, and what it holds is not replayed",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// The journal has grown since it was read, so that it cannot be retired yet.
    #[error("{} has grown since it was read: read and replay it again before it is retired", .0.display())]
    Grown(PathBuf),
    /// The write did not come to its end because Lull is stopping.
    #[error("{} was not written, because lull is stopping: ask again when it is back", .0.display())]
    Stopping(PathBuf),
}

impl Error {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        |error| Self::Io { path, error: Arc::new(error) }
    }

    pub(super) fn encode(path: &Path) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.to_path_buf();
        |error| Self::Encode { path, error: Arc::new(error) }
    }
}
