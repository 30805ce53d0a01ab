//! Logging in and out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::permission::Role;
use domain::time::Timestamp;
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};

use super::extract::{Body, Who};
use crate::web::address::ClientAddress;
use crate::web::{Problem, Web, cookie};

/// A name and its password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The name.
    username: String,
    /// The password.
    password: String,
}

/// A session just begun.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Begun {
    /// Its secret: a Bearer token, and the cookie's value.
    token: String,
    /// Who it is.
    username: String,
    /// Their role.
    role: Role,
    /// When it ends.
    expires: Timestamp,
}

/// Logs in: a session, its token and its cookie.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = Credentials,
    responses((status = 201, body = Begun)))]
pub async fn log_in(
    State(web): State<Web>,
    axum::Extension(from): axum::Extension<ClientAddress>,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Problem> {
    let login = web.engine.log_in(&credentials.username, &credentials.password, Some(from.bucket())).await?;
    let cookie = cookie::set(&login.secret, login.expires, web.https, web.engine.clock().now())
        .ok_or_else(Problem::internal)?;
    let begun = Begun {
        token: login.secret,
        username: login.me.username,
        role: login.me.role,
        expires: login.expires,
    };
    let location = http::HeaderValue::from_static("/api/v1/me");
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie), (header::LOCATION, location)], Json(begun))
        .into_response())
}

/// Logs out: the session ends everywhere, its streams within a second.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "sessions", responses((status = 204)))]
pub async fn log_out(State(web): State<Web>, Who(caller): Who) -> Result<Response, Problem> {
    web.engine.log_out(&caller).await?;
    let cookie = cookie::clear(web.https, web.engine.clock().now()).ok_or_else(Problem::internal)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
