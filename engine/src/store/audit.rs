//! The audit trail's rows.

use domain::audit::{AuditFilter, Entry};
use domain::id::{AuditId, BlackoutId};
use domain::page::{MOST, Page, USUAL};
use domain::permission::Person;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::rows::Table;
use super::{Tx, json, person_of, read, read_json};
use crate::error::Result;
use crate::params;

static AUDIT: Table = Table { name: "audit", columns: "id, at, actor_id, actor, action, subject, detail" };

/// Adds an entry.
///
/// # Errors
/// [`crate::Error::Internal`] when it cannot be written as JSON.
pub fn insert(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let params = params![
        entry.id,
        entry.at,
        entry.actor.id,
        &entry.actor.name,
        &entry.action,
        &entry.subject,
        json(&entry.detail)?
    ];
    tx.add(&AUDIT, params);
    Ok(())
}

/// Whether an entry is on record.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn is_known(tx: &mut Tx, id: AuditId) -> Result<bool> {
    Ok(tx.count("SELECT COUNT(*) FROM audit WHERE id = $1", params![id]).await? > 0)
}

#[derive(FromRow)]
struct Row {
    id: String,
    at: i64,
    actor_id: Option<String>,
    actor: String,
    action: String,
    subject: String,
    detail: String,
}

impl Row {
    fn into_entry(self) -> Result<Entry> {
        Ok(Entry {
            id: read("audit id", &self.id)?,
            at: Timestamp::from_micros(self.at),
            actor: person_of(self.actor_id, self.actor)?,
            action: self.action,
            subject: self.subject,
            detail: read_json("audit detail", &self.detail)?,
        })
    }
}

fn entries(rows: Vec<Row>) -> Result<Vec<Entry>> {
    rows.into_iter().map(Row::into_entry).collect()
}

/// One page, newest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn list(tx: &mut Tx, filter: &AuditFilter) -> Result<Page<Entry>> {
    let limit = filter.limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = filter.cursor.as_deref().map(super::cursor::<AuditId>).transpose()?;
    let sql = "SELECT id, at, actor_id, actor, action, subject, detail FROM audit \
               WHERE (CAST($1 AS TEXT) IS NULL OR id < $1) AND (CAST($2 AS TEXT) IS NULL OR LOWER(action) LIKE $2) \
               AND (CAST($3 AS TEXT) IS NULL OR actor = $3) ORDER BY id DESC LIMIT $4";
    // Lower case on both sides: only SQLite's LIKE takes upper and lower case for the same.
    let action = filter.action.as_ref().map(|prefix| super::like_prefix(&prefix.to_lowercase()));
    let rows: Vec<Row> = tx.all(sql, params![cursor, action, filter.actor.clone(), limit + 1]).await?;
    Ok(super::page(entries(rows)?, limit, |entry| entry.id.to_string()))
}

/// The newest entries of a blackout, newest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn of_blackout(tx: &mut Tx, id: BlackoutId, limit: u32) -> Result<Vec<Entry>> {
    // The condition on the action is the index's own, word for word.
    let sql = "SELECT id, at, actor_id, actor, action, subject, detail FROM audit \
               WHERE subject = $1 AND SUBSTR(action, 1, 9) = 'blackout.' ORDER BY id DESC LIMIT $2";
    entries(tx.all(sql, params![id, limit]).await?)
}

/// The entries between two ids that say that the database which came back is another one.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn restored(tx: &mut Tx, from: AuditId, to: AuditId) -> Result<Vec<Entry>> {
    let sql = "SELECT id, at, actor_id, actor, action, subject, detail FROM audit \
               WHERE id >= $1 AND id < $2 AND action = 'blackout.restored' ORDER BY id";
    entries(tx.all(sql, params![from, to]).await?)
}

/// How many refused starts between two ids fit no process any more, so that there is no record of them (rule 42).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn without_a_record(tx: &mut Tx, from: AuditId, to: AuditId) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM audit \
               WHERE id >= $1 AND id < $2 AND action = 'request.refused' AND detail LIKE '%\"why\":%'";
    tx.count(sql, params![from, to]).await
}

/// An entry as use cases make it.
#[must_use]
pub fn entry(
    id: AuditId,
    at: Timestamp,
    actor: &Person,
    action: &str,
    subject: impl Into<String>,
    detail: serde_json::Value,
) -> Entry {
    Entry { id, at, actor: actor.clone(), action: action.to_owned(), subject: subject.into(), detail }
}
