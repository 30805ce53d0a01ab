//! Reads steps' logs while they come.

use std::path::PathBuf;

use domain::id::RequestId;
use domain::permission::{Permit, Read};
use domain::request::{LogChunk, StepStatus};

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::step;

/// The most bytes that one reading gives.
const CHUNK: usize = 256 * 1024;

impl Engine {
    /// A part of a step's log from `offset` bytes on; the newest attempt's when none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such step or attempt; else when the host cannot read it.
    pub async fn log(
        &self,
        permit: &Permit<Read>,
        request: RequestId,
        step: &str,
        attempt: Option<u32>,
        offset: u64,
    ) -> Result<LogChunk> {
        let (path, over) = self.find_log(permit, request, step, attempt).await?;
        let read =
            tokio::task::spawn_blocking(move || supervisor::read_log(&path, offset, CHUNK, over)).await;
        match read {
            Ok(Ok(chunk)) => Ok(LogChunk { text: chunk.text, next: chunk.next_offset, ended: chunk.ended }),
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(LogChunk { text: String::new(), next: offset, ended: over })
            }
            Ok(Err(error)) => Err(Error::Unavailable(format!("the log cannot be read: {error}"))),
            Err(error) => Err(Error::Internal(error.to_string())),
        }
    }

    /// The file of a step's log, for a download.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such step or attempt.
    pub async fn log_path(
        &self,
        permit: &Permit<Read>,
        request: RequestId,
        step: &str,
        attempt: Option<u32>,
    ) -> Result<PathBuf> {
        self.find_log(permit, request, step, attempt).await.map(|(path, _)| path)
    }

    /// The file, and whether nothing more will come. The step's name is looked up, never spliced into a path.
    async fn find_log(
        &self,
        _permit: &Permit<Read>,
        request: RequestId,
        wanted: &str,
        attempt: Option<u32>,
    ) -> Result<(PathBuf, bool)> {
        let mut tx = self.store.read().await?;
        let steps = step::of(&mut tx, request).await?;
        let known = steps.iter().find(|step| step.id == wanted);
        let shown: String = wanted.chars().take(100).collect();
        let known = known.ok_or_else(|| Error::NotFound(format!("step {shown} of request {request}")))?;
        let attempt = attempt.unwrap_or(known.attempt);
        if attempt > known.attempt {
            return Err(Error::NotFound(format!("attempt {attempt} of step {shown}")));
        }
        let over = attempt < known.attempt || known.status != StepStatus::Running;
        Ok((self.data.attempt(request, &known.id, attempt).join("log"), over))
    }
}
