//! Steps' rows: of each step the newest attempt.

use domain::id::RequestId;
use domain::request::Step;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::rows::Table;
use super::{Param, Tx, json, read, read_json};
use crate::error::Result;
use crate::params;

macro_rules! columns {
    () => {
        "id, kind, status, outcome, attempt, began, ended, exit_code, detail, output, agent, child, task, wakes"
    };
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    status: String,
    outcome: Option<String>,
    attempt: i64,
    began: Option<i64>,
    ended: Option<i64>,
    exit_code: Option<i64>,
    detail: Option<String>,
    output: String,
    agent: Option<String>,
    child: Option<String>,
    task: Option<String>,
    wakes: Option<i64>,
}

impl Row {
    fn into_step(self) -> Result<Step> {
        Ok(Step {
            id: self.id,
            kind: self.kind,
            status: read("step's status", &self.status)?,
            outcome: self.outcome.map(|word| read("outcome", &word)).transpose()?,
            began: self.began.map(Timestamp::from_micros),
            ended: self.ended.map(Timestamp::from_micros),
            attempt: u32::try_from(self.attempt).unwrap_or_default(),
            agent: self.agent,
            exit_code: self.exit_code,
            detail: self.detail,
            output: read_json("output", &self.output)?,
            child: self.child.map(|id| read("request's id", &id)).transpose()?,
            task: self.task.map(|id| read("task's id", &id)).transpose()?,
            wakes: self.wakes.map(Timestamp::from_micros),
        })
    }
}

/// A request's steps, in the definition's order.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn of(tx: &mut Tx, request: RequestId) -> Result<Vec<Step>> {
    let sql = concat!("SELECT ", columns!(), " FROM step WHERE request = $1 ORDER BY place");
    let rows: Vec<Row> = tx.all(sql, params![request]).await?;
    rows.into_iter().map(Row::into_step).collect()
}

static STEP: Table = Table { name: "step", columns: concat!("request, place, ", columns!()) };

/// Adds a new request's step; `place` is its place in the definition.
///
/// # Errors
/// [`crate::Error::Internal`] when it cannot be written as JSON.
pub fn insert(tx: &mut Tx, request: RequestId, place: u32, step: &Step) -> Result<()> {
    tx.add(&STEP, values(request, place, step)?);
    Ok(())
}

/// Saves a step that changed.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn save(tx: &mut Tx, request: RequestId, place: u32, step: &Step) -> Result<()> {
    let sql = concat!(
        "INSERT INTO step (request, place, ",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         ON CONFLICT (request, id) DO UPDATE SET status = $5, outcome = $6, attempt = $7, began = $8, ended = $9, \
         exit_code = $10, detail = $11, output = $12, agent = $13, child = $14, task = $15, wakes = $16"
    );
    tx.run(sql, values(request, place, step)?).await.map(drop)
}

/// A row's values, in the order of the columns.
fn values(request: RequestId, place: u32, step: &Step) -> Result<Vec<Param>> {
    Ok(params![
        request,
        place,
        &step.id,
        &step.kind,
        step.status.as_str(),
        step.outcome.map(|outcome| outcome.as_str().to_owned()),
        step.attempt,
        step.began,
        step.ended,
        step.exit_code,
        step.detail.clone(),
        json(&step.output)?,
        step.agent.clone(),
        step.child,
        step.task,
        step.wakes
    ])
}

/// Which steps of running requests are `queued`, or are `running`: the request and the step, oldest request first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn standing(tx: &mut Tx, status: &str, limit: u32) -> Result<Vec<(RequestId, String)>> {
    let sql = "SELECT request, id FROM step WHERE status = $1 AND status IN ('queued', 'running') \
               ORDER BY request, place LIMIT $2";
    let rows: Vec<(String, String)> = tx.all(sql, params![status, limit]).await?;
    rows.into_iter().map(|(request, step)| Ok((read("request's id", &request)?, step))).collect()
}

/// Steps that run outside: the request, the step and the attempt.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn outside(tx: &mut Tx, limit: u32) -> Result<Vec<(RequestId, String, u32)>> {
    let sql = "SELECT request, id, attempt FROM step WHERE status = 'running' AND status IN ('queued', 'running') \
               AND kind IN ('shell', 'http') ORDER BY request, place LIMIT $1";
    let rows: Vec<(String, String, i64)> = tx.all(sql, params![limit]).await?;
    rows.into_iter()
        .map(|(request, step, attempt)| {
            Ok((read("request's id", &request)?, step, u32::try_from(attempt).unwrap_or_default()))
        })
        .collect()
}

/// Requests with a step whose time to go on by itself has come.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT DISTINCT step.request FROM step JOIN request ON request.id = step.request \
               WHERE step.wakes <= $1 AND NOT (request.status = 'suspended' AND step.status = 'retrying') LIMIT $2";
    let rows: Vec<(String,)> = tx.all(sql, params![now, limit]).await?;
    rows.into_iter().map(|(request,)| read("request's id", &request)).collect()
}

/// The next instant at which a step goes on by itself.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn next_wake(tx: &mut Tx) -> Result<Option<Timestamp>> {
    // A retry of a suspended request begins when the request goes on.
    let steps = "SELECT MIN(step.wakes) FROM step JOIN request ON request.id = step.request \
                 WHERE step.wakes IS NOT NULL AND NOT (request.status = 'suspended' AND step.status = 'retrying')";
    let steps: Option<(Option<i64>,)> = tx.one(steps, params![]).await?;
    let plans = "SELECT MIN(planned) FROM request WHERE status = 'scheduled'";
    let plans: Option<(Option<i64>,)> = tx.one(plans, params![]).await?;
    let holds = "SELECT MIN(expires_at) FROM hold WHERE lifted IS NULL";
    let holds: Option<(Option<i64>,)> = tx.one(holds, params![]).await?;
    Ok([steps, plans, holds].into_iter().flatten().filter_map(|(at,)| at).min().map(Timestamp::from_micros))
}
