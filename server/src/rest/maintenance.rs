//! The manual hold, and the drain.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::drain::Drain;
use domain::duration::Span;
use domain::maintenance::{Impact, Maintenance, MaintenanceEdit};
use domain::permission::{ManageMaintenance, Read};
use domain::time::Timestamp;
use http::{HeaderMap, header};
use serde::Deserialize;

use super::extract::{Allowed, Body, Search};
use super::if_match;
use crate::metrics::Open;
use crate::web::{Problem, Web};

/// Until when the box would be ticked.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Until {
    /// The estimated end.
    until: Option<Timestamp>,
}

/// How long to wait for quiet.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Answer when quiet, or after this time: `60s`, at most `24h`.
    wait: Option<Span>,
}

const LONGEST_WAIT: Span = Span::from_secs(86_400);

/// Tells whether the manual hold is in force, and what else keeps the gate closed.
#[utoipa::path(get, path = "/api/v1/maintenance", tag = "maintenance",
    responses((status = 200, body = Maintenance, headers(("ETag" = String, description = "The epoch, for If-Match")))))]
pub async fn show_maintenance(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
) -> Result<Response, Problem> {
    Ok(told(web.engine.maintenance(&permit).await?))
}

/// Places, edits or lifts the manual hold; in force when this returns (rule 16).
///
/// Absent fields are kept and `null` clears (rule 14). With `If-Match` a stale edit or lift is refused with
/// 412; enabling never is (rule 18).
#[utoipa::path(put, path = "/api/v1/maintenance", tag = "maintenance", request_body = MaintenanceEdit,
    params(("If-Match" = Option<String>, Header, description = "The epoch, as the ETag of GET")),
    responses((status = 200, body = Maintenance)))]
pub async fn set_maintenance(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    headers: HeaderMap,
    Body(edit): Body<MaintenanceEdit>,
) -> Result<Response, Problem> {
    let epoch = if_match(&headers)?;
    Ok(told(web.engine.set_maintenance(&permit, edit, epoch).await?))
}

/// Says that the manual hold is still wanted. One without an end asks for it after a while, and again and again (rule 43);
/// the time counts from now on anew.
#[utoipa::path(post, path = "/api/v1/maintenance/keep", tag = "maintenance", responses((status = 200, body = Maintenance)))]
pub async fn keep_maintenance(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
) -> Result<Response, Problem> {
    Ok(told(web.engine.keep_maintenance(&permit).await?))
}

/// Tells in numbers what ticking or unticking the box will do.
#[utoipa::path(get, path = "/api/v1/maintenance/impact", tag = "maintenance", params(Until), responses((status = 200, body = Impact)))]
pub async fn show_impact(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<Until>,
) -> Result<Json<Impact>, Problem> {
    Ok(Json(web.engine.impact(&permit, query.until).await?))
}

/// Tells what still runs, when it is expected to be quiet, and what may be restarted.
///
/// With `wait` it answers when quiet or when the time is up. Without a hold `quiet` is false.
#[utoipa::path(get, path = "/api/v1/maintenance/drain", tag = "maintenance", params(Wait), responses((status = 200, body = Drain)))]
pub async fn show_drain(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<Wait>,
) -> Result<Json<Drain>, Problem> {
    let Some(wait) = query.wait else {
        return Ok(Json(web.engine.drain(&permit).await?));
    };
    if wait > LONGEST_WAIT {
        return Err(Problem::field("wait", format!("at most {LONGEST_WAIT}; ask again for more")));
    }
    let _counted = Open::one(&web.metrics.waits);
    tokio::select! {
        drain = web.engine.drain_wait(&permit, wait.to_std()) => Ok(Json(drain?)),
        () = web.stop.cancelled() => Err(Problem::unavailable("Lull restarts: ask again in a moment.", 1)),
    }
}

fn told(maintenance: Maintenance) -> Response {
    let tag = format!("\"{}\"", maintenance.epoch);
    ([(header::ETAG, tag)], Json(maintenance)).into_response()
}
