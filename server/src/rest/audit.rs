//! The audit trail.

use axum::Json;
use axum::extract::State;
use domain::audit::{AuditFilter, Entry};
use domain::page::Page;
use domain::permission::ViewAudit;
use serde::Deserialize;

use super::extract::{Allowed, Search};
use crate::web::{Problem, Web};

/// Which entries a list shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditList {
    /// Only actions that begin with this: `maintenance.`.
    action: Option<String>,
    /// Only this actor's, by name.
    actor: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many items, at most 200.
    limit: Option<u32>,
}

/// Lists audit entries, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "administration", params(AuditList), responses((status = 200, body = Page<Entry>)))]
pub async fn list_audit(
    State(web): State<Web>,
    Allowed(permit): Allowed<ViewAudit>,
    Search(query): Search<AuditList>,
) -> Result<Json<Page<Entry>>, Problem> {
    let AuditList { action, actor, cursor, limit } = query;
    Ok(Json(web.engine.audit(&permit, AuditFilter { action, actor, cursor, limit }).await?))
}
