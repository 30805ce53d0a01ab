//! The missed-work ledger's rows.

use domain::admission::Refusal;
use domain::id::{HoldId, MissedId, RequestId};
use domain::missed::Missed;
use domain::permission::Person;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Tx, json, person_of, read, read_json};
use crate::error::Result;
use crate::params;

/// One refused attempt, as it is folded into the ledger.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The row's id, if it becomes one.
    pub id: MissedId,
    /// Equal attempts have the same.
    pub fold: String,
    /// The process's name.
    pub process: &'a str,
    /// Who asked.
    pub actor: &'a Person,
    /// When.
    pub at: Timestamp,
    /// Its record.
    pub request: RequestId,
    /// Why.
    pub refusal: &'a Refusal,
}

/// Writes an attempt into its row, or makes the row (rule 6).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn fold(tx: &mut Tx, attempt: &Attempt<'_>) -> Result<()> {
    let sql = "INSERT INTO missed (id, fold, process_name, actor_id, actor, hold, times, first_at, last_at, request, refusal) \
               VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7, $8, $9) \
               ON CONFLICT (fold) DO UPDATE SET times = missed.times + 1, last_at = $7, request = $8, refusal = $9";
    let params = params![
        attempt.id,
        &attempt.fold,
        attempt.process,
        attempt.actor.id,
        &attempt.actor.name,
        attempt.refusal.hold,
        attempt.at,
        attempt.request,
        json(attempt.refusal)?
    ];
    tx.run(sql, params).await.map(drop)
}

/// Notes that refused attempts are made good by a request.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn settle(tx: &mut Tx, fold: &str, by: RequestId) -> Result<()> {
    tx.run("UPDATE missed SET made_good_by = $2 WHERE fold = $1", params![fold, by]).await.map(drop)
}

/// How many rows a hold has.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn count(tx: &mut Tx, hold: HoldId) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM missed WHERE hold = $1", params![hold]).await
}

#[derive(FromRow)]
struct Row {
    id: String,
    process_name: String,
    actor_id: Option<String>,
    actor: String,
    times: i64,
    first_at: i64,
    last_at: i64,
    request: String,
    refusal: String,
    made_good_by: Option<String>,
}

/// The newest rows, of one hold when it is named.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn list(tx: &mut Tx, hold: Option<HoldId>, limit: u32) -> Result<Vec<Missed>> {
    let sql = "SELECT id, process_name, actor_id, actor, times, first_at, last_at, request, refusal, made_good_by \
               FROM missed WHERE (CAST($1 AS TEXT) IS NULL OR hold = $1) ORDER BY last_at DESC, id DESC LIMIT $2";
    let rows: Vec<Row> = tx.all(sql, params![hold, limit]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Missed {
                id: read("missed-work id", &row.id)?,
                process: row.process_name,
                actor: person_of(row.actor_id, row.actor)?,
                count: row.times.unsigned_abs(),
                first: Timestamp::from_micros(row.first_at),
                last: Timestamp::from_micros(row.last_at),
                request: read("request's id", &row.request)?,
                refusal: read_json("refusal", &row.refusal)?,
                made_good_by: row.made_good_by.map(|id| read("request's id", &id)).transpose()?,
            })
        })
        .collect()
}
