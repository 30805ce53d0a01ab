//! REST: thin handlers over the same use cases as the pages (contract.md, "HTTP").

pub mod audit;
pub mod blackouts;
pub mod dates;
pub mod extract;
pub mod feed;
pub mod health;
pub mod import;
pub mod log;
pub mod maintenance;
pub mod me;
pub mod missed;
pub mod openapi;
pub mod processes;
pub mod requests;
pub mod series;
pub mod sessions;
pub mod settings;
pub mod slots;
pub mod status;
pub mod table;
pub mod tasks;
pub mod tokens;
pub mod users;

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::page::Page;
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::web::{Problem, Web};

/// Every REST route, with its description.
pub fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .routes(routes!(openapi::openapi))
        .routes(routes!(sessions::log_in))
        .routes(routes!(sessions::log_out))
        .routes(routes!(me::show_me, me::edit_me))
        .routes(routes!(me::change_password))
        .routes(routes!(status::status))
        .routes(routes!(status::status_events))
        .routes(routes!(maintenance::show_maintenance, maintenance::set_maintenance))
        .routes(routes!(maintenance::keep_maintenance))
        .routes(routes!(maintenance::show_impact))
        .routes(routes!(maintenance::show_drain))
        .routes(routes!(blackouts::list_blackouts, blackouts::plan_blackout))
        .routes(routes!(blackouts::preview_blackout))
        .routes(routes!(slots::find_slots))
        .routes(routes!(import::import_blackouts))
        .routes(routes!(feed::read_feed))
        .routes(routes!(feed::list_feed_keys, feed::make_feed_key))
        .routes(routes!(feed::revoke_feed_key))
        .routes(routes!(series::list_series))
        .routes(routes!(blackouts::show_blackout, blackouts::edit_blackout))
        .routes(routes!(blackouts::cancel_blackout))
        .routes(routes!(blackouts::extend_blackout))
        .routes(routes!(blackouts::end_blackout))
        .routes(routes!(blackouts::confirm_blackout))
        .routes(routes!(dates::show_date, dates::edit_date))
        .routes(routes!(dates::cancel_date))
        .routes(routes!(settings::show_settings, settings::edit_settings))
        .routes(routes!(processes::list_processes, processes::create_process))
        .routes(routes!(processes::check_process))
        .routes(routes!(processes::show_process, processes::update_process))
        .routes(routes!(processes::list_versions))
        .routes(routes!(processes::load_examples))
        .routes(routes!(requests::list_requests, requests::start_request))
        .routes(routes!(requests::show_request))
        .routes(routes!(log::show_log))
        .routes(routes!(requests::repeat_request))
        .routes(routes!(requests::cancel_request))
        .routes(routes!(requests::run_when_open))
        .routes(routes!(tasks::list_tasks))
        .routes(routes!(tasks::show_task))
        .routes(routes!(tasks::respond_to_task))
        .routes(routes!(missed::list_missed))
        .routes(routes!(users::list_users, users::add_user))
        .routes(routes!(users::show_user, users::edit_user))
        .routes(routes!(users::list_roles))
        .routes(routes!(tokens::list_tokens, tokens::make_token))
        .routes(routes!(tokens::revoke_token))
        .routes(routes!(audit::list_audit))
}

/// 201 with the thing made and where it is found from now on.
fn created(location: &str, thing: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, location.to_owned())], Json(thing)).into_response()
}

/// Which page of a list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Turn {
    /// Where the page begins.
    cursor: Option<String>,
    /// How many items, at most 200.
    limit: Option<u32>,
}

/// A list that is whole: one page.
trait All {
    type Item;
    fn all(self) -> Json<Page<Self::Item>>;
}

impl<T> All for Vec<T> {
    type Item = T;
    fn all(self) -> Json<Page<T>> {
        Json(Page { items: self, next: None })
    }
}

/// The epoch of `If-Match`: a quoted ETag such as `"17"`, or the bare number; `*` is no condition.
///
/// # Errors
/// 422 for what is neither.
fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    bare.parse()
        .map(Some)
        .map_err(|_| Problem::field("If-Match", "send the epoch as GET's ETag gave it, such as \"17\""))
}
