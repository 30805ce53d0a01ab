//! The missed-work ledger, read.

use domain::missed::Missed;
use domain::permission::{Permit, Read};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::missed;

/// How many rows are told.
const NEWEST: u32 = 200;

impl Engine {
    /// The newest rows of the ledger: refused starts, equal ones folded (rule 6).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn missed(&self, _permit: &Permit<Read>) -> Result<Vec<Missed>> {
        let mut tx = self.store.read().await?;
        missed::list(&mut tx, None, NEWEST).await
    }
}
