//! Manual tasks' rows.

use domain::duration::Span;
use domain::id::{RequestId, TaskId};
use domain::page::{MOST, Page, USUAL};
use domain::permission::Person;
use domain::process::Comment;
use domain::task::{Answered, Task, TaskFilter};
use domain::time::Timestamp;
use sqlx::FromRow;

use super::rows::Table;
use super::{Tx, person_of, read};
use crate::error::{Error, Result};
use crate::params;
use crate::store;

#[derive(FromRow)]
struct Row {
    id: String,
    request: String,
    process_name: String,
    step: String,
    prompt: String,
    role: Option<String>,
    comment_rule: String,
    opened: i64,
    deadline: Option<i64>,
    outcome: Option<String>,
    answered_by_id: Option<String>,
    answered_by: Option<String>,
    answered: Option<i64>,
    comment: Option<String>,
}

impl Row {
    fn into_task(self) -> Result<Task> {
        let answer = match (self.outcome, self.answered_by, self.answered) {
            (Some(outcome), Some(by), Some(at)) => Some(Answered {
                outcome,
                by: person_of(self.answered_by_id, by)?,
                at: Timestamp::from_micros(at),
                comment: self.comment,
            }),
            _ => None,
        };
        Ok(Task {
            id: read("task's id", &self.id)?,
            request: read("request's id", &self.request)?,
            process: self.process_name,
            step: self.step,
            prompt: self.prompt,
            role: self.role.map(|role| read("role", &role)).transpose()?,
            comment: if self.comment_rule == "required" { Comment::Required } else { Comment::Optional },
            opened: Timestamp::from_micros(self.opened),
            deadline: self.deadline.map(Timestamp::from_micros),
            answer,
        })
    }
}

macro_rules! columns {
    () => {
        "id, request, process_name, step, prompt, role, comment_rule, opened, deadline, outcome, answered_by_id, \
         answered_by, answered, comment"
    };
}

static TASK: Table = Table {
    name: "task",
    columns: "id, request, process_name, step, prompt, role, comment_rule, opened, deadline",
};

/// Opens a task.
pub fn insert(tx: &mut Tx, task: &Task) {
    let rule = match task.comment {
        Comment::Optional => "optional",
        Comment::Required => "required",
    };
    let params = params![
        task.id,
        task.request,
        &task.process,
        &task.step,
        &task.prompt,
        task.role.map(|role| role.as_str().to_owned()),
        rule,
        task.opened,
        task.deadline
    ];
    tx.add(&TASK, params);
}

/// Gives open tasks so much more time: nobody could answer (rule 33).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn extend_deadlines(tx: &mut Tx, stood: Span) -> Result<()> {
    for sql in [
        "UPDATE step SET wakes = wakes + $1 WHERE kind = 'manual' AND status = 'running' AND wakes IS NOT NULL",
        "UPDATE task SET deadline = deadline + $1 WHERE outcome IS NULL AND deadline IS NOT NULL",
    ] {
        tx.run(sql, params![stood.micros()]).await?;
    }
    Ok(())
}

/// Closes an open task; false when it was closed already.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn close(tx: &mut Tx, id: TaskId, answer: &Answered) -> Result<bool> {
    let sql = "UPDATE task SET outcome = $2, answered_by_id = $3, answered_by = $4, answered = $5, comment = $6 \
               WHERE id = $1 AND outcome IS NULL";
    let Person { id: by, name } = &answer.by;
    let params = params![id, &answer.outcome, *by, name, answer.at, answer.comment.clone()];
    Ok(tx.run(sql, params).await? == 1)
}

/// Reads one.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn get(tx: &mut Tx, id: TaskId) -> Result<Task> {
    let row: Option<Row> =
        tx.one(concat!("SELECT ", columns!(), " FROM task WHERE id = $1"), params![id]).await?;
    row.ok_or_else(|| Error::NotFound(format!("task {id}")))?.into_task()
}

/// One page: open tasks, oldest first; with `all`, the newest of any.
///
/// # Errors
/// When a cursor is none, or the database refuses or does not answer.
pub async fn list(tx: &mut Tx, filter: &TaskFilter) -> Result<Page<Task>> {
    let limit = filter.limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = filter.cursor.as_deref().map(store::cursor::<TaskId>).transpose()?;
    // Ids are in the order of time.
    let sql = if filter.answered {
        concat!(
            "SELECT ",
            columns!(),
            " FROM task WHERE (CAST($1 AS TEXT) IS NULL OR id < $1) ORDER BY id DESC LIMIT $2"
        )
    } else {
        concat!(
            "SELECT ",
            columns!(),
            " FROM task WHERE outcome IS NULL AND (CAST($1 AS TEXT) IS NULL OR id > $1) ORDER BY id LIMIT $2"
        )
    };
    let rows: Vec<Row> = tx.all(sql, params![cursor, limit + 1]).await?;
    let tasks = rows.into_iter().map(Row::into_task).collect::<Result<Vec<Task>>>()?;
    Ok(store::page(tasks, limit, |task| task.id.to_string()))
}

/// How many wait.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn open_count(tx: &mut Tx) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM task WHERE outcome IS NULL", params![]).await
}

/// The open task of a request's step.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn open_of(tx: &mut Tx, request: RequestId) -> Result<Vec<Task>> {
    let sql = concat!("SELECT ", columns!(), " FROM task WHERE request = $1 AND outcome IS NULL ORDER BY id");
    let rows: Vec<Row> = tx.all(sql, params![request]).await?;
    rows.into_iter().map(Row::into_task).collect()
}
