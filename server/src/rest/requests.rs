//! Requests: started, listed, repeated, cancelled.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::RequestId;
use domain::page::Page;
use domain::permission::{Read, RunProcesses};
use domain::request::{Origin, Request, RequestFilter, StartRequest, Status};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::created;
use super::extract::{Allowed, Body, Id, Search, Who};
use crate::web::{Problem, Web};

/// Which requests a list shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestList {
    /// Only this status.
    status: Option<Status>,
    /// Only this process, by name or id.
    process: Option<String>,
    /// Only those whose process or actor contains this.
    search: Option<String>,
    /// Only those asked for since.
    since: Option<Timestamp>,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many items, at most 200.
    limit: Option<u32>,
}

/// A request just made.
#[derive(Serialize, utoipa::ToSchema)]
pub struct StartedRequest {
    #[serde(flatten)]
    request: Request,
    /// What may come in its way: a known blackout at its instant (rule 10).
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

/// Lists requests, newest first.
#[utoipa::path(get, path = "/api/v1/requests", tag = "requests", params(RequestList), responses((status = 200, body = Page<Request>)))]
pub async fn list_requests(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<RequestList>,
) -> Result<Json<Page<Request>>, Problem> {
    let RequestList { status, process, search, since, cursor, limit } = query;
    let filter = RequestFilter { status, process, search, since, cursor, limit };
    Ok(Json(web.engine.requests(&permit, filter).await?))
}

/// Starts a process, now or at an instant to come. While the gate is closed: 409, and a record of it.
#[utoipa::path(post, path = "/api/v1/requests", tag = "requests", request_body = StartRequest,
    responses((status = 201, body = StartedRequest), (status = 409, description = "Could Not Start; `request` is the record")))]
pub async fn start_request(
    State(web): State<Web>,
    Allowed(permit): Allowed<RunProcesses>,
    Body(ask): Body<StartRequest>,
) -> Result<Response, Problem> {
    let started = web.engine.start(&permit, ask, Origin::Api).await?;
    let location = format!("/api/v1/requests/{}", started.request.id);
    Ok(created(&location, StartedRequest { request: started.request, warning: started.warning }))
}

/// Shows one request with its steps.
#[utoipa::path(get, path = "/api/v1/requests/{id}", tag = "requests", params(("id" = RequestId, Path)), responses((status = 200, body = Request)))]
pub async fn show_request(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Id(id): Id<RequestId>,
) -> Result<Json<Request>, Problem> {
    Ok(Json(web.engine.request(&permit, id).await?))
}

/// Starts it once more, with the same inputs and the process's newest version.
#[utoipa::path(post, path = "/api/v1/requests/{id}/repeat", tag = "requests", params(("id" = RequestId, Path)), responses((status = 201, body = Request)))]
pub async fn repeat_request(
    State(web): State<Web>,
    Allowed(permit): Allowed<RunProcesses>,
    Id(id): Id<RequestId>,
) -> Result<Response, Problem> {
    let request = web.engine.repeat(&permit, id).await?;
    Ok(created(&format!("/api/v1/requests/{}", request.id), request))
}

/// Cancels it (rule 25). One's own needs Run Processes, another's Edit Processes.
#[utoipa::path(post, path = "/api/v1/requests/{id}/cancel", tag = "requests", params(("id" = RequestId, Path)), responses((status = 200, body = Request)))]
pub async fn cancel_request(
    State(web): State<Web>,
    Who(caller): Who,
    Id(id): Id<RequestId>,
) -> Result<Json<Request>, Problem> {
    Ok(Json(web.engine.cancel(&caller, id).await?))
}

/// Makes a refused request good when the last hold lifts (rule 9): a new one that waits.
#[utoipa::path(post, path = "/api/v1/requests/{id}/run-when-open", tag = "requests", params(("id" = RequestId, Path)), responses((status = 201, body = Request)))]
pub async fn run_when_open(
    State(web): State<Web>,
    Allowed(permit): Allowed<RunProcesses>,
    Id(id): Id<RequestId>,
) -> Result<Response, Problem> {
    let request = web.engine.run_when_open(&permit, id).await?;
    Ok(created(&format!("/api/v1/requests/{}", request.id), request))
}
