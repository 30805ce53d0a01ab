//! What happens while the database is offline, kept in the file `journal` until it can be told (rule 38).
//!
//! An append is on the disk before it answers; all that wait at one moment share one fsync. Each record has its
//! number and its checksum. On reading, an incomplete last record is dropped, as nobody was told that it was kept;
//! any other damage is told in words, beside the records before and after it. What cannot be noticed: a file that
//! was cut exactly between two records, or replaced by an older one.

mod contents;
mod desk;
mod head;
mod line;
mod log;
mod scan;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::contents::{Contents, Mark};
use self::desk::{Desk, lock};
use self::log::Log;
use super::error::{Error, Result};

/// The size that a journal may have unless told otherwise: 64 MiB.
pub const DEFAULT_CAP: u64 = 64 * 1024 * 1024;

/// What became of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// The record is on the disk.
    Kept,
    /// There was no room for it: that there was one more is on the disk, it itself is not.
    Full,
}

/// The journal of records `R`, for the owner of the data folder.
#[derive(Debug)]
pub struct Journal<R> {
    desk: Arc<Desk>,
    path: PathBuf,
    record: PhantomData<fn(&R) -> R>,
}

impl<R: Serialize + DeserializeOwned> Journal<R> {
    /// Opens the journal of a data folder, and cuts off an incomplete last record. The file itself is made by the
    /// first append. `cap` is the most bytes it may have. Blocks on the disk.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::Newer`]. Damage is none: [`read_all`](Self::read_all) tells it.
    pub fn open(folder: &Path, cap: u64) -> Result<Self> {
        let log = Log::open(folder, cap)?;
        let path = log.path.clone();
        Ok(Self { desk: Arc::new(Desk::new(log)), path, record: PhantomData })
    }

    /// Appends a record, or counts it when it finds no room; either is on the disk when this returns. A caller
    /// that leaves meanwhile does not take it back.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Encode`] or [`Error::Stopping`]: the record is not kept, unless the process dies at
    /// that very moment.
    pub async fn append(&self, record: &R) -> Result<Appended> {
        let body = serde_json::to_vec(record).map_err(Error::encode(&self.path))?;
        let told = Desk::enqueue(&self.desk, body);
        told.await.unwrap_or_else(|_| Err(Error::Stopping(self.path.clone())))
    }

    /// Reads all that was appended so far.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Newer`] or [`Error::Stopping`].
    pub async fn read_all(&self) -> Result<Contents<R>>
    where
        R: Send + 'static,
    {
        self.blocking(|log| contents::read(log)).await
    }

    /// Ends the journal after the commit that holds all that was read up to `mark`; the next append begins a new
    /// one. A damaged one is not removed, but kept as `journal.damaged-<n>`. A crash between the commit and this
    /// leaves the journal: its records are then replayed again, which their ids make harmless.
    ///
    /// # Errors
    /// [`Error::Grown`] when there were appends since: read and replay again. [`Error::Io`] or
    /// [`Error::Stopping`]: the same.
    pub async fn retire(&self, mark: Mark) -> Result<()> {
        self.blocking(move |log| {
            if !mark.is_of(log) {
                return Err(Error::Grown(log.path.clone()));
            }
            log.retire(mark.damaged())
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Log) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let desk = Arc::clone(&self.desk);
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&desk.log))).await;
        done.unwrap_or_else(|_| Err(Error::Stopping(self.path.clone())))
    }
}
