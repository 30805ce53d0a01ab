//! Blackouts: planned, previewed, changed, and what is done to one under way.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::blackout::{Altered, Blackout, BlackoutDraft, BlackoutEdit, FURTHEST, Preview};
use domain::duration::Span;
use domain::id::BlackoutId;
use domain::page::Page;
use domain::permission::{ManageMaintenance, Read};
use domain::time::Timestamp;
use engine::blackout::Act;
use http::HeaderMap;
use serde::Deserialize;

use super::extract::{Allowed, Body, Id, Search};
use super::series::if_saved;
use super::{All, created};
use crate::web::{Problem, Web};

/// Which blackouts a list shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BlackoutList {
    /// Only those that end after this; now when absent.
    from: Option<Timestamp>,
    /// Only those that start before this; a year after `from` when absent.
    to: Option<Timestamp>,
}

/// The end that an extension moves to.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The new end.
    end: Timestamp,
}

/// When only the beginning of a span is said, it is so long.
const USUAL_SPAN: Span = Span::from_secs(366 * 86_400);

/// Lists every occurrence that overlaps a span, earliest first: the dates to come of series too, at most 10,000 in all.
/// Without a span it lists what is under way and to come, of each series the next date.
#[utoipa::path(get, path = "/api/v1/blackouts", tag = "blackouts", params(BlackoutList), responses((status = 200, body = Page<Blackout>)))]
pub async fn list_blackouts(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<BlackoutList>,
) -> Result<Json<Page<Blackout>>, Problem> {
    let now = web.engine.clock().now();
    if query.from.is_none() && query.to.is_none() {
        return Ok(web.engine.blackouts_on_record(&permit, now, now.plus(FURTHEST)).await?.all());
    }
    let from = query.from.unwrap_or(now);
    let to = query.to.unwrap_or_else(|| from.plus(USUAL_SPAN));
    Ok(web.engine.blackouts(&permit, from, to).await?.all())
}

/// Plans a blackout. One whose drain instant has passed is held when this returns.
#[utoipa::path(post, path = "/api/v1/blackouts", tag = "blackouts", request_body = BlackoutDraft, responses((status = 201, body = Blackout)))]
pub async fn plan_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Body(draft): Body<BlackoutDraft>,
) -> Result<Response, Problem> {
    let blackout = web.engine.plan_blackout(&permit, draft).await?;
    Ok(created(&format!("/api/v1/blackouts/{}", blackout.id), blackout))
}

/// Tells what a draft would bring: its rule and next dates with their instants, what daylight saving does to them, the
/// blackouts that come close within two years of its first date, and what it would hit.
#[utoipa::path(post, path = "/api/v1/blackouts/preview", tag = "blackouts", request_body = BlackoutDraft, responses((status = 200, body = Preview)))]
pub async fn preview_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Body(draft): Body<BlackoutDraft>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(web.engine.preview_blackout(&permit, draft).await?))
}

/// Shows one blackout.
#[utoipa::path(get, path = "/api/v1/blackouts/{id}", tag = "blackouts", params(("id" = BlackoutId, Path)), responses((status = 200, body = Blackout)))]
pub async fn show_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Id(id): Id<BlackoutId>,
) -> Result<Json<Blackout>, Problem> {
    Ok(Json(web.engine.blackout(&permit, id).await?))
}

/// Changes a blackout that is not held yet; absent fields are kept; a series from now on. With `If-Match` it is refused with 412 when another
/// plan was saved since.
#[utoipa::path(patch, path = "/api/v1/blackouts/{id}", tag = "blackouts", params(("id" = BlackoutId, Path), ("If-Match" = Option<String>, Header, description = "The `saved` that the change is based on")), request_body = BlackoutEdit, responses((status = 200, body = Altered)))]
pub async fn edit_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Id(id): Id<BlackoutId>,
    headers: HeaderMap,
    Body(edit): Body<BlackoutEdit>,
) -> Result<Json<Altered>, Problem> {
    Ok(Json(web.engine.change_blackout(&permit, id, None, edit, if_saved(&headers)?).await?))
}

/// Calls a blackout off before its start; of a series all that is to come.
#[utoipa::path(post, path = "/api/v1/blackouts/{id}/cancel", tag = "blackouts", params(("id" = BlackoutId, Path)), responses((status = 200, body = Altered)))]
pub async fn cancel_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Id(id): Id<BlackoutId>,
) -> Result<Json<Altered>, Problem> {
    Ok(Json(web.engine.cancel_blackout(&permit, id, None).await?))
}

/// Moves the end of a blackout under way to a later instant.
#[utoipa::path(post, path = "/api/v1/blackouts/{id}/extend", tag = "blackouts", params(("id" = BlackoutId, Path)), request_body = Extension, responses((status = 200, body = Blackout)))]
pub async fn extend_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Id(id): Id<BlackoutId>,
    Body(extension): Body<Extension>,
) -> Result<Json<Blackout>, Problem> {
    let act = Act::Extend { end: extension.end };
    Ok(Json(web.engine.act_on_blackout(&permit, id, act).await?))
}

/// Ends a blackout now.
#[utoipa::path(post, path = "/api/v1/blackouts/{id}/end", tag = "blackouts", params(("id" = BlackoutId, Path)), responses((status = 200, body = Blackout)))]
pub async fn end_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Id(id): Id<BlackoutId>,
) -> Result<Json<Blackout>, Problem> {
    Ok(Json(web.engine.act_on_blackout(&permit, id, Act::End).await?))
}

/// Confirms that it may open, where it waits for that.
#[utoipa::path(post, path = "/api/v1/blackouts/{id}/confirm", tag = "blackouts", params(("id" = BlackoutId, Path)), responses((status = 200, body = Blackout)))]
pub async fn confirm_blackout(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageMaintenance>,
    Id(id): Id<BlackoutId>,
) -> Result<Json<Blackout>, Problem> {
    Ok(Json(web.engine.act_on_blackout(&permit, id, Act::Confirm).await?))
}
