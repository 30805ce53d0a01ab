//! Manual tasks.

use axum::Json;
use axum::extract::State;
use domain::id::TaskId;
use domain::page::Page;
use domain::permission::Read;
use domain::task::{Response, Task, TaskFilter};
use serde::Deserialize;

use super::extract::{Allowed, Body, Id, Search, Who};
use crate::web::{Problem, Web};

/// Which tasks a list shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskList {
    /// Answered ones too.
    #[serde(default)]
    answered: bool,
    /// Where the page begins, as the page before said.
    cursor: Option<String>,
    /// How many at most; up to 200.
    limit: Option<u32>,
}

/// Lists the manual tasks that wait for a person.
#[utoipa::path(get, path = "/api/v1/tasks", tag = "tasks", params(TaskList), responses((status = 200, body = Page<Task>)))]
pub async fn list_tasks(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<TaskList>,
) -> Result<Json<Page<Task>>, Problem> {
    let TaskList { answered, cursor, limit } = query;
    Ok(Json(web.engine.tasks(&permit, TaskFilter { answered, cursor, limit }).await?))
}

/// Shows one manual task.
#[utoipa::path(get, path = "/api/v1/tasks/{id}", tag = "tasks", params(("id" = TaskId, Path)), responses((status = 200, body = Task)))]
pub async fn show_task(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Id(id): Id<TaskId>,
) -> Result<Json<Task>, Problem> {
    Ok(Json(web.engine.task(&permit, id).await?))
}

/// Answers a manual task; under a hold too, since its request is running.
///
/// Needs Respond to Tasks, or the role that the step names.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/respond", tag = "tasks", params(("id" = TaskId, Path)), request_body = Response, responses((status = 200, body = Task)))]
pub async fn respond_to_task(
    State(web): State<Web>,
    Who(caller): Who,
    Id(id): Id<TaskId>,
    Body(response): Body<Response>,
) -> Result<Json<Task>, Problem> {
    Ok(Json(web.engine.respond(&caller, id, response).await?))
}
