//! The audit trail's rows.

use domain::audit::{AuditFilter, Entry};
use domain::id::AuditId;
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
    let entries = rows
        .into_iter()
        .map(|row| {
            Ok(Entry {
                id: read("audit id", &row.id)?,
                at: Timestamp::from_micros(row.at),
                actor: person_of(row.actor_id, row.actor)?,
                action: row.action,
                subject: row.subject,
                detail: read_json("audit detail", &row.detail)?,
            })
        })
        .collect::<Result<Vec<Entry>>>()?;
    Ok(super::page(entries, limit, |entry| entry.id.to_string()))
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
