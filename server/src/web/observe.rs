//! One id, one log line and one count for each call; a net for panics around all of it.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use tracing::Instrument;

use super::address::ClientAddress;
use super::{Problem, Web, plain};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the call, serves it, and tells how it went.
pub async fn call(State(web): State<Web>, mut call: Request, next: Next) -> Response {
    let id = call.headers().get(REQUEST_ID).and_then(usable).unwrap_or_else(fresh);
    let from = ClientAddress::of(call.extensions(), call.headers(), &web.proxies);
    call.extensions_mut().insert(from);
    let (method, path) = (call.method().clone(), call.uri().path().to_owned());
    let route = call.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let html = !path.starts_with("/api/v1/") && plain::wants_html(call.headers());
    let span = tracing::info_span!("call", request_id = %id, user = tracing::field::Empty);
    #[expect(clippy::disallowed_methods, reason = "the monotonic clock, for a duration that is only logged")]
    let began = Instant::now();
    let served = AssertUnwindSafe(next.run(call)).catch_unwind().instrument(span.clone()).await;
    let took = began.elapsed();
    let _inside = span.enter();
    let mut answer = served.unwrap_or_else(|panic| {
        tracing::error!(%method, path, words = words(&*panic), "a handler panicked");
        plain::answer(Problem::internal(), html)
    });
    web.metrics.served(&method, &route, answer.status(), took);
    log(&method, &path, answer.status(), took.as_secs_f64() * 1e3, from);
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    answer
}

/// Writes and faults are told; reads only to those who ask for `debug`.
fn log(method: &Method, path: &str, status: StatusCode, ms: f64, from: ClientAddress) {
    let (code, from) = (status.as_u16(), from.0);
    if status.is_server_error() {
        tracing::warn!(%method, path, status = code, ms, %from, "served");
    } else if method.is_safe() && !status.is_client_error() {
        tracing::debug!(%method, path, status = code, ms, %from, "served");
    } else {
        tracing::info!(%method, path, status = code, ms, %from, "served");
    }
}

/// A caller's own id, if it is short and plain.
fn usable(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    (!text.is_empty() && text.len() <= 64 && text.chars().all(plain)).then(|| text.to_owned())
}

/// Sixteen hexadecimal digits of chance.
fn fresh() -> String {
    let mut bytes = [0_u8; 8];
    // Without chance the id is less use, and the call no worse.
    let _ = getrandom::fill(&mut bytes);
    format!("{:016x}", u64::from_le_bytes(bytes))
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without words")
}
