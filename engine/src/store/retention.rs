//! Forgets what is old.

use domain::id::RequestId;
use domain::time::Timestamp;

use super::{Tx, read};
use crate::error::Result;
use crate::params;

/// Root requests that ended before an instant, oldest end first; none of their sub-processes still runs, and no
/// request still waits to make them good.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn old_roots(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT id FROM request WHERE parent IS NULL AND ended < $1 \
               AND NOT EXISTS (SELECT 1 FROM request below WHERE below.root = request.id AND below.ended IS NULL) \
               AND NOT EXISTS (SELECT 1 FROM request later WHERE later.id = request.made_good_by AND later.ended IS NULL) \
               ORDER BY ended LIMIT $2";
    ids(tx.all(sql, params![before, limit]).await?)
}

/// Forgets a root request with its sub-processes, their steps and tasks; answers whose they were.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn forget_tree(tx: &mut Tx, root: RequestId) -> Result<Vec<RequestId>> {
    let tree = ids(tx.all("SELECT id FROM request WHERE root = $1", params![root]).await?)?;
    tx.run("DELETE FROM task WHERE request IN (SELECT id FROM request WHERE root = $1)", params![root])
        .await?;
    tx.run("DELETE FROM step WHERE request IN (SELECT id FROM request WHERE root = $1)", params![root])
        .await?;
    tx.run("DELETE FROM request WHERE root = $1", params![root]).await?;
    Ok(tree)
}

/// Forgets rows of the ledger whose newest attempt was before an instant and is itself forgotten.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn forget_missed(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    let sql = "DELETE FROM missed WHERE last_at < $1 AND NOT EXISTS (SELECT 1 FROM request WHERE request.id = missed.request)";
    tx.run(sql, params![before]).await
}

/// Whether a request is on record.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn is_known(tx: &mut Tx, id: RequestId) -> Result<bool> {
    Ok(tx.count("SELECT COUNT(*) FROM request WHERE id = $1", params![id]).await? > 0)
}

fn ids(rows: Vec<(String,)>) -> Result<Vec<RequestId>> {
    rows.into_iter().map(|(id,)| read("request's id", &id)).collect()
}
