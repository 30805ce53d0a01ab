//! One date of a blackout: shown, changed, called off; with those after it, or all.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use domain::blackout::{Altered, Blackout, BlackoutEdit, LocalTime, Scope};
use domain::id::BlackoutId;
use domain::permission::{ManageMaintenance, Read};
use engine::blackout::Which;
use http::request::Parts;
use serde::Deserialize;

use super::extract::{Allowed, Body, Search};
use crate::web::{Problem, Web};

/// How much of a series is meant.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScopeSearch {
    /// `one`: this date alone; `later`: this one and those after it; `all` that are to come. `one` when absent.
    #[serde(default)]
    #[param(inline)]
    scope: Scope,
}

/// The id and the date in the path.
pub struct Dated {
    id: BlackoutId,
    date: LocalTime,
}

impl<S: Send + Sync> FromRequestParts<S> for Dated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path((id, date)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::not_found(error.body_text()))?;
        let id = id.parse().map_err(|error: domain::id::BadId| Problem::not_found(error.to_string()))?;
        let date = date
            .parse()
            .map_err(|error: domain::blackout::BadLocalTime| Problem::not_found(error.to_string()))?;
        Ok(Self { id, date })
    }
}

/// Shows one date of a blackout, with the plan that is its own.
///
/// `start` is its original local date and time, or any on its date.
#[utoipa::path(get, path = "/api/v1/blackouts/{id}/occurrences/{start}", tag = "blackouts",
    params(("id" = BlackoutId, Path), ("start" = LocalTime, Path)), responses((status = 200, body = Blackout)))]
pub async fn show_date(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Dated { id, date }: Dated,
) -> Result<Json<Blackout>, Problem> {
    Ok(Json(web.engine.blackout_date(&permit, id, date).await?))
}

/// Changes one date of a series, this one and later ones, or all; absent fields are kept.
///
/// The edit is of the plan of that date. `later` splits the series: the answer is the new one, which begins there.
#[utoipa::path(patch, path = "/api/v1/blackouts/{id}/occurrences/{start}", tag = "blackouts",
    params(("id" = BlackoutId, Path), ("start" = LocalTime, Path), ScopeSearch), request_body = BlackoutEdit,
    responses((status = 200, body = Altered)))]
pub async fn edit_date(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Dated { id, date }: Dated,
    Search(query): Search<ScopeSearch>,
    Body(edit): Body<BlackoutEdit>,
) -> Result<Json<Altered>, Problem> {
    let which = Which { date, scope: query.scope };
    Ok(Json(web.engine.change_blackout(&permit, id, Some(which), edit, None).await?))
}

/// Calls off one date of a series, this one and later ones, or all.
#[utoipa::path(post, path = "/api/v1/blackouts/{id}/occurrences/{start}/cancel", tag = "blackouts",
    params(("id" = BlackoutId, Path), ("start" = LocalTime, Path), ScopeSearch),
    responses((status = 200, body = Altered)))]
pub async fn cancel_date(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Dated { id, date }: Dated,
    Search(query): Search<ScopeSearch>,
) -> Result<Json<Altered>, Problem> {
    let which = Which { date, scope: query.scope };
    Ok(Json(web.engine.cancel_blackout(&permit, id, Some(which)).await?))
}
