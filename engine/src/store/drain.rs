//! What runs now, as the drain reads it: the requests to tell, and the steps that they are at.

use std::collections::HashMap;

use domain::id::{ProcessId, RequestId, TaskId};
use domain::permission::Person;
use domain::request::StepStatus;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Tx, person_of, read};
use crate::error::Result;
use crate::params;

/// Requests that run and that no running request stands above: roots, and those whose root has gone.
macro_rules! topmost {
    () => {
        "FROM request WHERE status IN ('running', 'suspended') AND (parent IS NULL OR NOT EXISTS \
         (SELECT 1 FROM request top WHERE top.id = request.root AND top.status IN ('running', 'suspended')))"
    };
}

#[derive(FromRow)]
struct TopRow {
    id: String,
    root: String,
    process: String,
    process_name: String,
    actor_id: Option<String>,
    actor: String,
    created: i64,
    began: Option<i64>,
    bypass: Option<String>,
    cancelling: Option<i64>,
}

/// A request that stands in the way.
pub(crate) struct Top {
    pub(crate) id: RequestId,
    pub(crate) root: RequestId,
    pub(crate) process: ProcessId,
    pub(crate) title: String,
    pub(crate) owner: Person,
    pub(crate) since: Timestamp,
    pub(crate) bypass: bool,
    pub(crate) cancelling: bool,
}

/// The topmost requests that run, oldest first, at most `limit`; and how many there are beside them.
pub(crate) async fn tops(tx: &mut Tx, limit: u32) -> Result<(Vec<Top>, u64)> {
    let sql = concat!(
        "SELECT id, root, process, process_name, actor_id, actor, created, began, bypass, cancelling ",
        topmost!(),
        " ORDER BY root, id LIMIT $1"
    );
    let rows: Vec<TopRow> = tx.all(sql, params![limit]).await?;
    let tops: Vec<Top> = rows
        .into_iter()
        .map(|row| {
            Ok(Top {
                id: read("request's id", &row.id)?,
                root: read("request's id", &row.root)?,
                process: read("process's id", &row.process)?,
                title: row.process_name,
                owner: person_of(row.actor_id, row.actor)?,
                since: Timestamp::from_micros(row.began.unwrap_or(row.created)),
                bypass: row.bypass.is_some(),
                cancelling: row.cancelling.is_some(),
            })
        })
        .collect::<Result<_>>()?;
    if tops.len() < limit as usize {
        return Ok((tops, 0));
    }
    let all = tx.count(concat!("SELECT COUNT(*) ", topmost!()), params![]).await?;
    let more = all.saturating_sub(tops.len() as u64);
    Ok((tops, more))
}

#[derive(FromRow)]
struct StepRow {
    root: String,
    request: String,
    process: String,
    process_name: String,
    process_version: i64,
    id: String,
    kind: String,
    status: String,
    task: Option<String>,
    agent: Option<String>,
}

/// A step that its request is at or has yet to begin.
pub(crate) struct At {
    pub(crate) request: RequestId,
    pub(crate) process: (ProcessId, String, u32),
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) status: StepStatus,
    pub(crate) task: Option<TaskId>,
    pub(crate) agent: Option<String>,
}

/// By root: the steps of what runs that are under way, and those not yet begun that may ask a person. Of the oldest
/// `limit` roots, whose trees are bounded.
pub(crate) async fn steps(tx: &mut Tx, limit: u32) -> Result<HashMap<RequestId, Vec<At>>> {
    let sql = "SELECT request.root, step.request, request.process, request.process_name, request.process_version, \
               step.id, step.kind, step.status, step.task, step.agent FROM request \
               JOIN step ON step.request = request.id WHERE request.status IN ('running', 'suspended') \
               AND request.root IN (SELECT DISTINCT root FROM request WHERE status IN ('running', 'suspended') \
               ORDER BY root LIMIT $1) \
               AND (step.status IN ('running', 'queued', 'retrying') AND step.kind <> 'run_process' \
               OR step.status = 'waiting' AND step.kind IN ('manual', 'run_process')) \
               ORDER BY step.request, step.place";
    let rows: Vec<StepRow> = tx.all(sql, params![limit]).await?;
    let mut by_root: HashMap<RequestId, Vec<At>> = HashMap::new();
    for row in rows {
        let at = At {
            request: read("request's id", &row.request)?,
            process: (
                read("process's id", &row.process)?,
                row.process_name,
                u32::try_from(row.process_version).unwrap_or_default(),
            ),
            id: row.id,
            kind: row.kind,
            status: read("step's status", &row.status)?,
            task: row.task.map(|id| read("task's id", &id)).transpose()?,
            agent: row.agent,
        };
        by_root.entry(read("request's id", &row.root)?).or_default().push(at);
    }
    Ok(by_root)
}
