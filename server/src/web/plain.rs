//! Problems as plain pages, for browsers without or before the application.

use app::error::ApiError;
use axum::response::{Html, IntoResponse, Response};
use domain::duration::Span;
use http::{HeaderMap, StatusCode, header};

use super::Problem;

/// Whether the caller is a browser that shows what it gets.
#[must_use]
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The problem as a page, or as itself.
#[must_use]
pub fn answer(problem: Problem, html: bool) -> Response {
    if !html {
        return problem.into_response();
    }
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{0} · Lull</title><h1>{0}</h1><p>{1}</p><p><a href=\"/\">Lull</a></p></html>",
        escaped(problem.title()),
        escaped(problem.detail())
    );
    let status = problem.status();
    let mut answer = problem.into_response();
    let headers = std::mem::take(answer.headers_mut());
    let mut page = (status, Html(page)).into_response();
    for (name, value) in headers.into_iter().filter_map(|(name, value)| name.map(|name| (name, value))) {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            page.headers_mut().insert(name, value);
        }
    }
    page
}

/// The problem as the answer of a server function, which pages know how to show.
#[must_use]
pub fn for_function(problem: &Problem) -> Response {
    let words = problem.detail().to_owned();
    let error = match problem.status() {
        StatusCode::UNAUTHORIZED => ApiError::Unauthenticated,
        StatusCode::FORBIDDEN => ApiError::Forbidden(words),
        StatusCode::TOO_MANY_REQUESTS => {
            ApiError::TooMany { retry_after: Span::from_secs(problem.retry_seconds().unwrap_or(1)) }
        }
        StatusCode::SERVICE_UNAVAILABLE => ApiError::Unavailable(words),
        status if status.is_client_error() => ApiError::Malformed(words),
        _ => ApiError::Internal,
    };
    error.into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
