//! Settings, by name.

use super::Tx;
use crate::error::Result;
use crate::params;

/// Reads a setting.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = tx.one("SELECT value FROM setting WHERE name = $1", params![name]).await?;
    Ok(row.map(|(value,)| value))
}

/// Writes a setting.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
    tx.run(sql, params![name, value]).await.map(drop)
}
