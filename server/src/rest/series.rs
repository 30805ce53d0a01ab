//! Blackouts whole, as `lull blackout export` writes them.

use axum::Json;
use axum::extract::State;
use domain::blackout::SeriesToCome;
use domain::page::Page;
use domain::permission::Read;
use domain::time::Timestamp;
use http::{HeaderMap, header};
use serde::Deserialize;

use super::All;
use super::extract::{Allowed, Search};
use crate::web::{Problem, Web};

/// Which series are listed.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeriesList {
    /// Only those that end after this; everything that is not over when absent.
    from: Option<Timestamp>,
}

/// Lists every blackout that is not over once, by name: what was planned, and its dates to come that are otherwise.
#[utoipa::path(get, path = "/api/v1/blackouts/series", tag = "blackouts", params(SeriesList), responses((status = 200, body = Page<SeriesToCome>)))]
pub async fn list_series(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<SeriesList>,
) -> Result<Json<Page<SeriesToCome>>, Problem> {
    Ok(web.engine.blackouts_to_come(&permit, query.from).await?.all())
}

/// When the plan was saved that a change is based on: `If-Match` with the `saved` that was read, quoted or bare.
///
/// # Errors
/// 422 for what is no instant.
pub(super) fn if_saved(headers: &HeaderMap) -> Result<Option<Timestamp>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let told = "send the blackout's saved as it was read, such as \"2026-12-05T01:00:00Z\"";
    bare.parse().map(Some).map_err(|_| Problem::field("If-Match", told))
}
