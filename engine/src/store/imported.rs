//! Which blackouts were made of events of others' calendars.

use std::collections::BTreeMap;

use domain::id::BlackoutId;

use super::{Tx, read};
use crate::error::Result;
use crate::params;

/// The blackouts that were imported, by the digests of their events' UIDs.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn known(tx: &mut Tx) -> Result<BTreeMap<String, BlackoutId>> {
    let sql = "SELECT imported_uid, id FROM blackout WHERE imported_uid IS NOT NULL";
    let rows: Vec<(String, String)> = tx.all(sql, params![]).await?;
    rows.into_iter().map(|(digest, id)| Ok((digest, read("blackout's id", &id)?))).collect()
}

/// Whether there is a blackout of that id.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn exists(tx: &mut Tx, id: BlackoutId) -> Result<bool> {
    Ok(tx.count("SELECT COUNT(*) FROM blackout WHERE id = $1", params![id]).await? > 0)
}

/// Says of which event a blackout was made.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn mark(tx: &mut Tx, id: BlackoutId, digest: &str) -> Result<()> {
    tx.run("UPDATE blackout SET imported_uid = $2 WHERE id = $1", params![id, digest]).await.map(drop)
}
