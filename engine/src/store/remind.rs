//! Of which holds people were reminded.

use domain::id::HoldId;
use domain::time::Timestamp;

use super::Tx;
use crate::error::Result;
use crate::params;

/// When it was last said that a hold in force is still wanted, and the last reminder of it that was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// When somebody kept it on, or changed it; never when absent.
    pub kept: Option<Timestamp>,
    /// The last reminder.
    pub reminded: Option<Timestamp>,
}

/// Reads it.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn asked(tx: &mut Tx, hold: HoldId) -> Result<Asked> {
    let sql = "SELECT kept_at, reminded_at FROM hold WHERE id = $1 AND lifted IS NULL";
    let row: Option<(Option<i64>, Option<i64>)> = tx.one(sql, params![hold]).await?;
    let (kept, reminded) = row.unwrap_or_default();
    Ok(Asked { kept: kept.map(Timestamp::from_micros), reminded: reminded.map(Timestamp::from_micros) })
}

/// Writes a reminder down; answers whether it is news: of several nodes one tells it.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn remind(tx: &mut Tx, hold: HoldId, reminder: Timestamp) -> Result<bool> {
    let sql = "UPDATE hold SET reminded_at = $2 \
               WHERE id = $1 AND lifted IS NULL AND (reminded_at IS NULL OR reminded_at < $2)";
    Ok(tx.run(sql, params![hold, reminder]).await? > 0)
}
