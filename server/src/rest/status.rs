//! The state that everybody is told, once and as a stream.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::status::SystemStatus;
use engine::Published;

use super::extract::Perhaps;
use crate::stream;
use crate::web::Web;

/// Tells the phase, the holds and the epoch; to those who are not logged in, what rule 19 lists.
#[utoipa::path(get, path = "/api/v1/status", tag = "status", responses((status = 200, body = SystemStatus)))]
pub async fn status(State(web): State<Web>, Perhaps(caller): Perhaps) -> Json<SystemStatus> {
    let published: Arc<Published> = web.engine.watch_status().borrow().clone();
    Json(if caller.is_some() { published.full.clone() } else { published.public.clone() })
}

/// Streams the status: one event `status` at once and at every change, each the full state.
///
/// It ends within a second when the session or token ends or changes its rights, and when the server stops;
/// browsers come back by themselves.
#[utoipa::path(get, path = "/api/v1/status/events", tag = "status",
    responses((status = 200, description = "Server-sent events `status`, each a SystemStatus", body = SystemStatus, content_type = "text/event-stream")))]
pub async fn status_events(State(web): State<Web>, Perhaps(caller): Perhaps) -> Response {
    let guard = web.live.guard(caller.as_ref());
    stream::status(&web, caller.is_some(), guard)
}
