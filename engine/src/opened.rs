//! What opening the engine comes to.

use crate::data_dir::DataDirError;
use crate::error::Error;

/// Why the engine could not be opened, in one line.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data folder.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The key file.
    #[error("the key file {} cannot be used: {error}", .path.display())]
    Key {
        /// The file.
        path: std::path::PathBuf,
        /// What the host says.
        error: std::io::Error,
    },
    /// A setting.
    #[error("{0}")]
    Setting(String),
    /// The journal.
    #[error(transparent)]
    Journal(#[from] crate::offline::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::OpenError),
    /// The first look at the database.
    #[error("the database: {0}")]
    First(#[from] Error),
}

/// What opening brought about.
#[derive(Debug)]
pub struct Opened {
    /// The password made for the first administrator, `admin`; printed once.
    pub made_password: Option<String>,
}
