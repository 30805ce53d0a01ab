//! Forgets what is old.

use domain::id::RequestId;
use domain::time::Timestamp;

use super::{Tx, read};
use crate::error::Result;
use crate::params;

/// Root requests that ended before an instant, oldest first; none of their sub-processes still runs, and no
/// request still waits to make them good.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn old_roots(tx: &mut Tx, before: Timestamp, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT id FROM request WHERE id < $1 AND parent IS NULL AND ended < $2 \
               AND NOT EXISTS (SELECT 1 FROM request below \
                               WHERE below.root = request.id AND below.parent IS NOT NULL AND below.ended IS NULL) \
               AND NOT EXISTS (SELECT 1 FROM request later WHERE later.id = request.made_good_by AND later.ended IS NULL) \
               ORDER BY id LIMIT $3";
    // Ids begin with the millisecond they were made at: what was made later has not ended before either.
    let made_before = format!("req_{:012x}", before.micros().max(0) / 1_000);
    ids(tx.all(sql, params![made_before, before, limit]).await?)
}

/// Forgets a root request with its sub-processes, their steps and tasks; answers whose they were.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn forget_tree(tx: &mut Tx, root: RequestId) -> Result<Vec<RequestId>> {
    macro_rules! tree {
        ($before:literal, $after:literal) => {
            concat!($before, "id = $1 OR (root = $1 AND parent IS NOT NULL)", $after)
        };
    }
    let tree = ids(tx.all(tree!("SELECT id FROM request WHERE ", ""), params![root]).await?)?;
    for sql in [
        tree!("DELETE FROM task WHERE request IN (SELECT id FROM request WHERE ", ")"),
        tree!("DELETE FROM step WHERE request IN (SELECT id FROM request WHERE ", ")"),
        tree!("DELETE FROM request WHERE ", ""),
    ] {
        tx.run(sql, params![root]).await?;
    }
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
