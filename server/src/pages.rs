//! Pages and server functions: the app's, within bounds.

mod packed;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use engine::Caller;
use http::{HeaderMap, Method, StatusCode, header};

use crate::web::address::ClientAddress;
use crate::web::{Problem, Web, entry, plain};

/// Longest time that rendering may take: a render that stalls (leptos#4578) is given up, not waited for.
const LONGEST: Duration = Duration::from_secs(10);
/// Most bytes of one page.
const MOST: usize = 16 << 20;

/// Server functions below `/app/`, files of the site, and pages for every other path.
pub fn routes() -> Router<Web> {
    Router::new().route("/app/{*rest}", any(function)).route("/pkg/{*rest}", get(file)).fallback(page)
}

fn context(web: &Web, call: &Request) -> app::context::Context {
    let caller = call.extensions().get::<Option<Caller>>().cloned().flatten();
    let from = call.extensions().get::<ClientAddress>().map(|from| from.bucket());
    app::context::Context::new(web.engine.clone(), caller, from, web.engine.clock().now(), web.app.clone())
}

async fn function(State(web): State<Web>, call: Request) -> Response {
    let context = context(&web, &call);
    app::http::function(context, call).await
}

async fn file(State(web): State<Web>, Path(rest): Path<String>, headers: HeaderMap) -> Response {
    match web.site.get(&format!("pkg/{rest}"), &headers).await {
        Some(asset) => sent(asset),
        None => Problem::not_found("There is no such file.").into_response(),
    }
}

fn sent(asset: crate::site::Asset) -> Response {
    let mut answer = Body::from(asset.bytes).into_response();
    answer.headers_mut().extend(asset.headers);
    answer
}

async fn page(State(web): State<Web>, call: Request) -> Response {
    let path = call.uri().path();
    if path.starts_with("/api/") {
        return entry::unknown(path).into_response();
    }
    if !matches!(*call.method(), Method::GET | Method::HEAD) {
        let problem = Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "/problems/method-not-allowed",
            "Not a form's address",
            "Pages are read with GET.",
        );
        return problem.header(header::ALLOW, "GET, HEAD").into_response();
    }
    if let Some(asset) = web.site.get(path.trim_start_matches('/'), call.headers()).await {
        return sent(asset);
    }
    let html = plain::wants_html(call.headers());
    // Counted from its turn on: a crowd waits, and is not given up for a stall.
    let Ok(_turn) = web.renders.acquire().await else {
        return plain::answer(Problem::internal(), html);
    };
    tokio::time::timeout(LONGEST, render(&web, call)).await.unwrap_or_else(|_| {
        tracing::warn!("a page was given up: it took longer than {} s", LONGEST.as_secs());
        plain::answer(
            Problem::unavailable("The page took too long to put together: try again in a moment.", 2),
            html,
        )
    })
}

/// Renders to the last byte before the first one is sent, so that every body ends, and few renders hold memory at once.
async fn render(web: &Web, call: Request) -> Response {
    let html = plain::wants_html(call.headers());
    let failed = || plain::answer(Problem::internal(), html);
    let (context, accepted) = (context(web, &call), call.headers().clone());
    match app::http::page(context, call, MOST).await {
        Ok(page) => {
            let (mut head, page) = page.into_parts();
            let page = packed::pack(page, &accepted, &mut head.headers);
            Response::from_parts(head, Body::from(page))
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be put together");
            failed()
        }
    }
}
