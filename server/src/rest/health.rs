//! Alive, ready, and numbers.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use prometheus_client::registry::Registry;
use serde::Serialize;

use crate::web::{Problem, Web};

/// What both health routes answer.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
    /// The version of the running server.
    version: &'static str,
}

const OK: Health = Health { status: "ok", version: crate::VERSION };

/// Says that the process is alive, in a blackout too. The database is not asked.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = Health)))]
pub async fn healthz() -> Json<Health> {
    Json(OK)
}

/// Says whether it can serve: the database answers and the server is not about to stop.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200, body = Health), (status = 503)))]
pub async fn readyz(State(web): State<Web>) -> Result<Json<Health>, Problem> {
    if web.stop.is_cancelled() {
        return Err(Problem::unavailable("This server is about to stop.", 1));
    }
    web.engine.ready().await?;
    Ok(Json(OK))
}

/// Numbers in Prometheus's text format. Who may read them is `LULL_METRICS`'s.
#[utoipa::path(get, path = "/metrics", tag = "health", responses((status = 200, body = String, content_type = "application/openmetrics-text")))]
pub async fn metrics(State(web): State<Web>) -> Result<Response, Problem> {
    let mut registry = Registry::default();
    web.metrics.register(&mut registry);
    crate::metrics::engine::register(&mut registry, &web.engine.metrics_snapshot().await);
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &registry).map_err(|error| {
        tracing::error!(%error, "the metrics cannot be written");
        Problem::internal()
    })?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
