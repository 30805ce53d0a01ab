//! The audit trail, read. It is written by each use case, in the transaction of what it tells.

use domain::audit::{AuditFilter, Entry};
use domain::page::Page;
use domain::permission::{Permit, ViewAudit};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::audit;

impl Engine {
    /// Lists audit entries, newest first. They are kept for good.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] at `cursor`; else when the database refuses or does not answer.
    pub async fn audit(&self, _permit: &Permit<ViewAudit>, filter: AuditFilter) -> Result<Page<Entry>> {
        let mut tx = self.store.read().await?;
        audit::list(&mut tx, &filter).await
    }
}
