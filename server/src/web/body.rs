//! Bodies: taken in whole, bounded in length and time, before anything acts on them.

use std::time::Duration;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use domain::problem::FieldError;
use http::{StatusCode, header};

use super::problem::{Problem, http_kind};

/// Most bytes of one body: 1 MiB.
pub const MOST: usize = 1 << 20;
/// Longest time that one body may take to come.
const LONGEST: Duration = Duration::from_secs(30);

/// The same call with its body in memory.
///
/// # Errors
/// 413 for one that is too long, 408 for one that dawdles, 400 for one that breaks off.
pub async fn take_in(call: Request) -> Result<Request, Problem> {
    let (parts, body) = call.into_parts();
    if body.is_end_stream() {
        return Ok(Request::from_parts(parts, body));
    }
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MOST as u64) {
        return Err(too_large(MOST));
    }
    match tokio::time::timeout(LONGEST, to_bytes(body, MOST)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Ok(Err(error)) if is_length(&error) => Err(too_large(MOST)),
        Ok(Err(_)) => Err(Problem::malformed(FieldError::at("", "the body broke off before its end"))),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            http_kind::TIMEOUT,
            "The body did not come in time",
            format!("The body took longer than {} s to come.", LONGEST.as_secs()),
        )
        .header(header::CONNECTION, "close")),
    }
}

/// 413, naming the bound.
#[must_use]
pub fn too_large(most: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        http_kind::TOO_LARGE,
        "The body is too long",
        format!("At most {} KiB are taken here.", most / 1024),
    )
}

fn is_length(error: &axum::Error) -> bool {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        if error.to_string() == "length limit exceeded" {
            return true;
        }
        source = error.source();
    }
    false
}
