//! Counts for metrics.

use domain::request::Status;

use super::{Tx, read};
use crate::error::Result;
use crate::params;

/// How many requests have each status; those that none has are left out.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn requests(tx: &mut Tx) -> Result<Vec<(Status, u64)>> {
    let sql = "SELECT status, COUNT(*) FROM request GROUP BY status";
    let rows: Vec<(String, i64)> = tx.all(sql, params![]).await?;
    rows.into_iter().map(|(status, count)| Ok((read("status", &status)?, count.unsigned_abs()))).collect()
}

/// How many steps are `queued`, or are `running`.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn steps(tx: &mut Tx, status: &str) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM step WHERE status = $1 AND status IN ('queued', 'running')";
    tx.count(sql, params![status]).await
}
