//! The missed-work ledger, read.

use domain::missed::Missed;
use domain::page::Page;
use domain::permission::{Permit, Read};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::missed;

impl Engine {
    /// One page of the ledger, the last attempt first: refused starts, equal ones folded (rule 6).
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no cursor; else when the database does not answer.
    pub async fn missed(
        &self,
        _permit: &Permit<Read>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Missed>> {
        let mut tx = self.store.read().await?;
        missed::page(&mut tx, cursor, limit).await
    }
}
