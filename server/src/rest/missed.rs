//! The missed-work ledger.

use axum::Json;
use axum::extract::State;
use domain::missed::Missed;
use domain::page::Page;
use domain::permission::Read;

use super::Turn;
use super::extract::{Allowed, Search};
use crate::web::{Problem, Web};

/// Lists refused starts, equal ones folded (rule 6), newest first.
#[utoipa::path(get, path = "/api/v1/missed", tag = "maintenance", params(Turn), responses((status = 200, body = Page<Missed>)))]
pub async fn list_missed(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(turn): Search<Turn>,
) -> Result<Json<Page<Missed>>, Problem> {
    Ok(Json(web.engine.missed(&permit, turn.cursor.as_deref(), turn.limit).await?))
}
