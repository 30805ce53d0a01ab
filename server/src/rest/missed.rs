//! The missed-work ledger.

use axum::Json;
use axum::extract::State;
use domain::missed::Missed;
use domain::page::Page;
use domain::permission::Read;

use super::All;
use super::extract::Allowed;
use crate::web::{Problem, Web};

/// Lists refused starts, equal ones folded (rule 6), newest first.
#[utoipa::path(get, path = "/api/v1/missed", tag = "maintenance", responses((status = 200, body = Page<Missed>)))]
pub async fn list_missed(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
) -> Result<Json<Page<Missed>>, Problem> {
    Ok(web.engine.missed(&permit).await?.all())
}
