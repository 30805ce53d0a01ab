//! Lists and counts of requests.

use domain::duration::Span;
use domain::id::{ProcessId, RequestId};
use domain::page::{MOST, Page, USUAL};
use domain::request::RequestFilter;
use domain::time::Timestamp;

use super::{Record, Row, columns, records};
use crate::error::Result;
use crate::params;
use crate::store::{self, Tx};

/// One page, newest first.
///
/// # Errors
/// When a cursor is none, or the database refuses or does not answer.
pub async fn list(tx: &mut Tx, filter: &RequestFilter) -> Result<Page<Record>> {
    let limit = filter.limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = filter.cursor.as_deref().map(store::cursor::<RequestId>).transpose()?;
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM request WHERE (CAST($1 AS TEXT) IS NULL OR id < $1) \
         AND (CAST($2 AS TEXT) IS NULL OR status = $2) \
         AND (CAST($3 AS TEXT) IS NULL OR process_name = $3 OR process = $3) \
         AND (CAST($4 AS TEXT) IS NULL OR LOWER(process_name) LIKE $4 OR LOWER(actor) LIKE $4) \
         AND (CAST($5 AS BIGINT) IS NULL OR created >= $5) ORDER BY id DESC LIMIT $6"
    );
    let search = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let search = search.map(|text| format!("%{}", store::like_prefix(&text.to_lowercase())));
    let rows: Vec<Row> = tx
        .all(
            sql,
            params![
                cursor,
                filter.status.map(|status| status.as_str().to_owned()),
                filter.process.clone(),
                search,
                filter.since,
                limit + 1
            ],
        )
        .await?;
    Ok(store::page(records(rows)?, limit, |record| record.id.to_string()))
}

/// How many requests, by what they do now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Root requests that run, suspended ones included.
    pub running: u64,
    /// One-shots to come.
    pub scheduled: u64,
    /// Those that wait for the gate to open.
    pub waiting: u64,
}

/// Counts requests. `until` limits the one-shots to those whose instant lies before it.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn counts(tx: &mut Tx, until: Option<Timestamp>) -> Result<Counts> {
    let running = "SELECT COUNT(DISTINCT root) FROM request WHERE status IN ('running', 'suspended')";
    let scheduled = "SELECT COUNT(*) FROM request WHERE status = 'scheduled' AND planned < $1";
    let waiting = "SELECT COUNT(*) FROM request WHERE status = 'waiting_for_open'";
    Ok(Counts {
        running: tx.count(running, params![]).await?,
        scheduled: tx.count(scheduled, params![until.map_or(i64::MAX, Timestamp::micros)]).await?,
        waiting: tx.count(waiting, params![]).await?,
    })
}

/// Requests planned for an instant within a span, earliest first and at most `limit`; and how many there are.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn planned_between(
    tx: &mut Tx,
    from: Timestamp,
    to: Timestamp,
    limit: u32,
) -> Result<(Vec<Record>, u64)> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM request WHERE status = 'scheduled' AND planned >= $1 AND planned < $2 ORDER BY planned, id LIMIT $3"
    );
    let rows: Vec<Row> = tx.all(sql, params![from, to, limit]).await?;
    let count = "SELECT COUNT(*) FROM request WHERE status = 'scheduled' AND planned >= $1 AND planned < $2";
    Ok((records(rows)?, tx.count(count, params![from, to]).await?))
}

/// How many requests a root has started, however deep.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn below(tx: &mut Tx, root: RequestId) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM request WHERE root = $1 AND parent IS NOT NULL", params![root]).await
}

/// Requests that run or are suspended, sub-processes included, oldest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn under_way(tx: &mut Tx, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT id FROM request WHERE status IN ('running', 'suspended') ORDER BY id LIMIT $1";
    ids(tx.all(sql, params![limit]).await?)
}

/// Running requests of which no step is at work, waits, or is to be tried again: somebody should have gone on with them.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn idle(tx: &mut Tx, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT id FROM request WHERE status = 'running' AND NOT EXISTS (SELECT 1 FROM step \
               WHERE step.request = request.id AND step.status IN ('queued', 'running', 'retrying')) ORDER BY id LIMIT $1";
    ids(tx.all(sql, params![limit]).await?)
}

fn ids(rows: Vec<(String,)>) -> Result<Vec<RequestId>> {
    rows.into_iter().map(|(id,)| store::read("request's id", &id)).collect()
}

/// How long the newest successful runs of a process took, at most `limit` of them among its last 500; less what they waited for people,
/// which no forecast tells.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn of_process(tx: &mut Tx, process: ProcessId, limit: u32) -> Result<Vec<Span>> {
    let sql = "SELECT ended - began - COALESCE((SELECT CAST(SUM(step.ended - step.began) AS BIGINT) FROM step \
               WHERE step.request = request.id AND step.kind = 'manual'), 0) \
               FROM (SELECT id, status, began, ended FROM request WHERE process = $1 ORDER BY id DESC LIMIT 500) AS request \
               WHERE status = 'succeeded' ORDER BY id DESC LIMIT $2";
    let rows: Vec<(i64,)> = tx.all(sql, params![process, limit]).await?;
    Ok(rows.into_iter().map(|(micros,)| Span::from_micros(micros.max(0))).collect())
}
