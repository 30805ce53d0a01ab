//! System settings.

use axum::Json;
use axum::extract::State;
use domain::permission::Read;
use domain::settings::{SettingsEdit, SystemSettings};
use http::HeaderMap;

use super::extract::{Allowed, Body, Who};
use super::if_match;
use crate::web::{Problem, Web};

/// Tells the system settings.
#[utoipa::path(get, path = "/api/v1/settings/system", tag = "settings", responses((status = 200, body = SystemSettings)))]
pub async fn show_settings(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
) -> Result<Json<SystemSettings>, Problem> {
    Ok(Json(web.engine.settings(&permit).await?))
}

/// Changes system settings; absent fields are kept. `enable_maintenance_mode` is the manual hold.
#[utoipa::path(put, path = "/api/v1/settings/system", tag = "settings", request_body = SettingsEdit,
    params(("If-Match" = Option<String>, Header, description = "The gate's epoch: a stale edit or lift of the box is refused with 412")),
    responses((status = 200, body = SystemSettings)))]
pub async fn edit_settings(
    State(web): State<Web>,
    Who(caller): Who,
    headers: HeaderMap,
    Body(edit): Body<SettingsEdit>,
) -> Result<Json<SystemSettings>, Problem> {
    let epoch = if_match(&headers)?;
    Ok(Json(web.engine.edit_settings(&caller, edit, epoch).await?))
}
