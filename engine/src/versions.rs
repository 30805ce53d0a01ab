//! The versions of a process, page by page.

use domain::catalog::ProcessVersion;
use domain::id::ProcessId;
use domain::page::Page;
use domain::permission::{Permit, Read};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::process;

impl Engine {
    /// One page of a process's versions, newest first; empty when there is no such process.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no cursor; else when the database does not answer.
    pub async fn versions(
        &self,
        _permit: &Permit<Read>,
        id: ProcessId,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<ProcessVersion>> {
        let mut tx = self.store.read().await?;
        process::version_page(&mut tx, id, cursor, limit).await
    }
}
