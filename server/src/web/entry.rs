//! The way in: who calls, whether they may, whether a foreign page made them.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use engine::Caller;
use http::{HeaderMap, Method, StatusCode, header};

use super::address::{ClientAddress, is_forwarded};
use super::problem::{Problem, http_kind};
use super::{Web, body, cookie, cross_site, plain};
use crate::rest::table::{self, Access};
use crate::settings::MetricsAccess;

/// Longest time that a call may take; streams answer at once.
const LONGEST: Duration = Duration::from_secs(30);

/// The one call that waits as long as it is told to, and bounds that itself.
const WAITS: &str = "/api/v1/maintenance/drain";

/// The way in for REST. What the table does not list is not served.
pub async fn rest(State(web): State<Web>, call: Request, next: Next) -> Response {
    let Some(path) = call.extensions().get::<MatchedPath>().cloned() else {
        return next.run(call).await;
    };
    let access = match table::access(call.method(), path.as_str()) {
        Ok(access) => access,
        Err(methods) if methods.is_empty() => return unknown(call.uri().path()).into_response(),
        Err(methods) => return wrong_method(call.method(), &methods).into_response(),
    };
    let waits = path.as_str() == WAITS && call.uri().query().is_some_and(|query| query.contains("wait="));
    match admit(&web, access, call).await {
        Err(problem) => problem.into_response(),
        Ok(call) if waits => next.run(call).await,
        Ok(call) => bounded(call, next).await.unwrap_or_else(IntoResponse::into_response),
    }
}

/// The way in for pages and server functions, which ask for their own permissions.
pub async fn page(State(web): State<Web>, call: Request, next: Next) -> Response {
    let html = plain::wants_html(call.headers());
    let function = call.uri().path().starts_with("/app/");
    let answer = match admit(&web, Access::Page, call).await {
        Err(problem) => Err(problem),
        Ok(call) => bounded(call, next).await,
    };
    answer.unwrap_or_else(|problem| {
        if function && !html { plain::for_function(&problem) } else { plain::answer(problem, html) }
    })
}

async fn bounded(call: Request, next: Next) -> Result<Response, Problem> {
    let reads = call.method().is_safe();
    tokio::time::timeout(LONGEST, next.run(call)).await.map_err(|_| {
        if reads {
            Problem::unavailable("Lull did not get an answer together in time: try again in a moment.", 5)
        } else {
            // The write goes on in a task of its own and may be taken yet (rule 16).
            engine::Error::OutcomeUnknown.into()
        }
    })
}

async fn admit(web: &Web, access: Access, mut call: Request) -> Result<Request, Problem> {
    let credential = credential(call.headers(), web.https);
    let bearer = matches!(credential, Some((Kind::Bearer, _)));
    let caller = match (&credential, access) {
        (None, _) | (_, Access::Public | Access::Key) => None,
        (Some((kind, secret)), _) => look_up(web, access, *kind, secret).await?,
    };
    let from = call.extensions().get::<ClientAddress>().copied();
    let free = access == Access::Public && call.method().is_safe() || is_stream(&call);
    if caller.is_none()
        && !free
        && let Some(from) = from
    {
        web.limits.anonymous(from).map_err(Problem::too_many)?;
    }
    permit(web, access, caller.as_ref(), from, call.headers(), bearer)?;
    if !call.method().is_safe()
        && !bearer
        && !cross_site::is_same_origin(&web.home, call.headers(), authority(&call))
    {
        return Err(foreign());
    }
    if let Some(caller) = &caller {
        tracing::Span::current().record("user", caller.me.username.as_str());
    }
    call.extensions_mut().insert(caller);
    if call.method() == Method::GET || call.method() == Method::HEAD {
        // A body on a GET means nothing, and is not read.
        return Ok(call.map(|_| Body::empty()));
    }
    body::take_in(call).await
}

/// Streams of strangers are cheap, and after a restart thousands of tabs of one office come back at once.
fn is_stream(call: &Request) -> bool {
    call.uri().path() == "/api/v1/status/events"
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cookie,
    Bearer,
}

/// What the caller brings. An `Authorization` header wins: its sender means it, a cookie comes along by itself.
fn credential(headers: &HeaderMap, https: bool) -> Option<(Kind, &str)> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().unwrap_or_default();
        let secret = text.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        return Some((Kind::Bearer, secret.map_or("", |(_, secret)| secret.trim())));
    }
    cookie::read(headers, https).map(|secret| (Kind::Cookie, secret))
}

async fn look_up(web: &Web, access: Access, kind: Kind, secret: &str) -> Result<Option<Caller>, Problem> {
    match web.engine.authenticate(secret).await {
        Ok(Some(caller)) => Ok(Some(caller)),
        Ok(None) if kind == Kind::Bearer => {
            Err(Problem::unauthenticated("This token is unknown, expired or revoked."))
        }
        Ok(None) => Ok(None),
        // The banner is told even while the database does not answer.
        Err(error) if access == Access::Anyone && kind == Kind::Cookie => {
            tracing::warn!(%error, "the caller could not be looked up");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn permit(
    web: &Web,
    access: Access,
    caller: Option<&Caller>,
    from: Option<ClientAddress>,
    headers: &HeaderMap,
    bearer: bool,
) -> Result<(), Problem> {
    let log_in =
        || Problem::unauthenticated("There is no session, or it has ended: log in, or send a token.");
    match access {
        Access::Public | Access::Anyone | Access::Page | Access::Key => Ok(()),
        Access::Account => caller.map(|_| ()).ok_or_else(log_in),
        Access::Needs(permission) => {
            let caller = caller.ok_or_else(log_in)?;
            if caller.me.may(permission) {
                return Ok(());
            }
            Err(Problem::forbidden(format!(
                "{} may not do this: it needs the permission {} (your role is {}).",
                caller.me.username,
                permission.words(),
                caller.me.role.as_str()
            )))
        }
        Access::Metrics => match web.metrics_access {
            MetricsAccess::Open => Ok(()),
            MetricsAccess::Token if caller.is_some() && bearer => Ok(()),
            MetricsAccess::Token => {
                Err(Problem::unauthenticated("Metrics need an API token (LULL_METRICS=token)."))
            }
            MetricsAccess::Loopback => {
                // A proxy on this host would make everybody look like loopback.
                let hidden = web.proxies.is_empty() && is_forwarded(headers);
                if from.is_some_and(|from| from.0.is_loopback()) && !hidden {
                    return Ok(());
                }
                Err(Problem::forbidden("Metrics are for this host alone (LULL_METRICS=loopback)."))
            }
        },
    }
}

/// The host that the caller believes to speak to.
fn authority(call: &Request) -> Option<&str> {
    call.headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| call.uri().authority().map(http::uri::Authority::as_str))
}

fn foreign() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        http_kind::CROSS_SITE,
        "Not from one of Lull's own pages",
        "Writes with a session, login included, need an Origin equal to this server's address, or Sec-Fetch-Site: \
         same-origin. Scripts send an API token instead. Behind a proxy, set LULL_EXTERNAL_URL.",
    )
}

/// 404 for a path below `/api` that nobody serves.
#[must_use]
pub fn unknown(path: &str) -> Problem {
    let path: String = path.chars().take(200).collect();
    Problem::not_found(format!("There is nothing at {path}; /api/v1/openapi.json lists what there is."))
}

fn wrong_method(method: &Method, methods: &str) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        http_kind::METHOD,
        "The path has other methods",
        format!("{method} is not one of them: {methods}."),
    )
    .header(header::ALLOW, methods)
}
