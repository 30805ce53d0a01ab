//! The calendar feed: its keys, and what it tells.

use std::collections::BTreeMap;

use domain::blackout::{Occurrence, Plan};
use domain::feed::FeedKey;
use domain::id::{BlackoutId, FeedKeyId, UserId};
use domain::page::{MOST, Page, USUAL};
use domain::permission::Role;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Tx, read, read_json};
use crate::error::Result;
use crate::params;

#[derive(FromRow)]
struct KeyRow {
    id: String,
    name: String,
    username: String,
    created: i64,
    last_used: Option<i64>,
    revoked: Option<i64>,
}

/// One page of the keys of one user, or of all, newest first; the cursor is the last one's id.
///
/// # Errors
/// When the cursor is none, or the database refuses or does not answer.
pub async fn keys(
    tx: &mut Tx,
    user: Option<UserId>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Page<FeedKey>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = cursor.map(super::cursor::<FeedKeyId>).transpose()?;
    let sql = "SELECT k.id, k.name, p.username, k.created, k.last_used, k.revoked \
               FROM feed_key k JOIN person p ON p.id = k.person WHERE (CAST($1 AS TEXT) IS NULL OR k.person = $1) \
               AND (CAST($2 AS TEXT) IS NULL OR k.id < $2) ORDER BY k.id DESC LIMIT $3";
    let rows: Vec<KeyRow> = tx.all(sql, params![user, cursor, limit + 1]).await?;
    let key = |row: KeyRow| -> Result<FeedKey> {
        Ok(FeedKey {
            id: read("feed key's id", &row.id)?,
            name: row.name,
            owner: row.username,
            created: Timestamp::from_micros(row.created),
            last_used: row.last_used.map(Timestamp::from_micros),
            revoked: row.revoked.map(Timestamp::from_micros),
        })
    };
    let keys: Result<Vec<FeedKey>> = rows.into_iter().map(key).collect();
    Ok(super::page(keys?, limit, |key| key.id.to_string()))
}

/// How many keys of a user still count.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn count_keys(tx: &mut Tx, user: UserId) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM feed_key WHERE person = $1 AND revoked IS NULL", params![user]).await
}

/// Writes a key.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn insert_key(tx: &mut Tx, key: &FeedKey, hash: &str, user: UserId) -> Result<()> {
    let sql = "INSERT INTO feed_key (id, hash, person, name, created) VALUES ($1, $2, $3, $4, $5)";
    tx.run(sql, params![key.id, hash, user, &key.name, key.created]).await.map(drop)
}

/// Revokes a key; of one user's only, when a user is named. False when there was none to revoke.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn revoke_key(tx: &mut Tx, id: FeedKeyId, of: Option<UserId>, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE feed_key SET revoked = $2 \
               WHERE id = $1 AND revoked IS NULL AND (CAST($3 AS TEXT) IS NULL OR person = $3)";
    Ok(tx.run(sql, params![id, now, of]).await? == 1)
}

/// Notes that the feed was read with a key.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn used_key(tx: &mut Tx, id: FeedKeyId, now: Timestamp) -> Result<()> {
    tx.run("UPDATE feed_key SET last_used = $2 WHERE id = $1", params![id, now]).await.map(drop)
}

/// What a key's hash stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// The key.
    pub id: FeedKeyId,
    /// Its owner's role at this moment.
    pub role: Role,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

/// The key that a hash stands for, unless it was revoked or its owner may not log in.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn key(tx: &mut Tx, hash: &str) -> Result<Option<Known>> {
    let sql = "SELECT k.id, p.role, k.last_used FROM feed_key k JOIN person p ON p.id = k.person \
               WHERE k.hash = $1 AND k.revoked IS NULL AND NOT p.disabled";
    let row: Option<(String, String, Option<i64>)> = tx.one(sql, params![hash]).await?;
    let known = |(id, role, last_used): (String, String, Option<i64>)| -> Result<Known> {
        let (id, role) = (read("feed key's id", &id)?, read("role", &role)?);
        Ok(Known { id, role, last_used: last_used.map(Timestamp::from_micros) })
    };
    row.map(known).transpose()
}

/// A series with those of its dates that something has happened to.
#[derive(Clone, Debug)]
pub struct Told {
    /// Its id.
    pub id: BlackoutId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was saved or last changed.
    pub saved: Timestamp,
    /// What was planned.
    pub plan: Plan,
    /// Its dates that were led, changed or called off, in order, each with a plan of its own if it has one.
    pub rows: Vec<(Occurrence, Option<Plan>)>,
}

#[derive(FromRow)]
struct SeriesRow {
    id: String,
    created: i64,
    saved: i64,
    plan: String,
}

/// Every blackout that has not ended before an instant, in the order in which they were made.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn told(tx: &mut Tx, since: Timestamp) -> Result<Vec<Told>> {
    let sql =
        "SELECT id, created, saved, plan FROM blackout WHERE last_end IS NULL OR last_end >= $1 ORDER BY id";
    let series: Vec<SeriesRow> = tx.all(sql, params![since]).await?;
    let sql = "SELECT blackout, record, plan FROM occurrence \
               WHERE end_at >= $1 AND (plan IS NOT NULL OR stage <> 'planned') ORDER BY blackout, key";
    let touched: Vec<(String, String, Option<String>)> = tx.all(sql, params![since]).await?;
    let mut rows: BTreeMap<String, Vec<(Occurrence, Option<Plan>)>> = BTreeMap::new();
    for (blackout, record, plan) in touched {
        let plan = plan.map(|plan| read_json("occurrence's plan", &plan)).transpose()?;
        rows.entry(blackout).or_default().push((read_json("occurrence", &record)?, plan));
    }
    let told = |row: SeriesRow| -> Result<Told> {
        Ok(Told {
            rows: rows.remove(&row.id).unwrap_or_default(),
            id: read("blackout's id", &row.id)?,
            created: Timestamp::from_micros(row.created),
            saved: Timestamp::from_micros(row.saved),
            plan: read_json("blackout's plan", &row.plan)?,
        })
    };
    series.into_iter().map(told).collect()
}
