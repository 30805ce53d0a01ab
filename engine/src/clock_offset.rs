//! The database's clock, which all nodes go by (rule 44; the one exception to "SQL never says now()").

use domain::duration::Span;
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::params;

/// An offset that is worth a warning: the host's clock should be set right.
const MUCH: Span = Span::from_secs(2);

impl Engine {
    /// Measures how far this host's clock is from the database's, and corrects by it. SQLite has the host's own.
    pub(crate) async fn measure_clock(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        if !tx.is_postgres() {
            return Ok(());
        }
        let sql = "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint";
        let before = self.clock.now();
        let there: Option<(i64,)> = tx.one(sql, params![]).await?;
        let after = self.clock.now();
        let Some((there,)) = there else { return Ok(()) };
        let here = Timestamp::from_micros(before.micros().midpoint(after.micros()));
        let ahead = self.clock.correct(here, Timestamp::from_micros(there));
        if ahead.abs() > MUCH.micros() {
            let ahead_ms = ahead / 1_000;
            tracing::warn!(
                ahead_ms,
                "this host's clock differs from the database's, which counts: set it right"
            );
        }
        Ok(())
    }
}
