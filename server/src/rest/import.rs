//! Imports of others' calendars.

use axum::Json;
use axum::extract::State;
use domain::import::{ImportAsk, Imported};
use domain::permission::ManageMaintenance;

use super::extract::{Allowed, Body};
use crate::web::{Problem, Web};

/// Plans the events of an iCalendar text, or of one at a URL, as blackouts: all that are wanted, or none when one of them
/// has a fault. With `review` it says what would be planned, and saves nothing. An event that was imported before is
/// known by its UID.
#[utoipa::path(post, path = "/api/v1/blackouts/import", tag = "blackouts", request_body = ImportAsk, responses((status = 200, body = Imported)))]
pub async fn import_blackouts(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Body(ask): Body<ImportAsk>,
) -> Result<Json<Imported>, Problem> {
    Ok(Json(web.engine.import_blackouts(&permit, ask).await?))
}
