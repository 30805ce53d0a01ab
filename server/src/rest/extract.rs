//! What handlers ask of a call: a permit, an id, a query, a JSON body. Each refuses with words.

use std::str::FromStr;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use bytes::Bytes;
use domain::permission::{Grant, Permit};
use domain::problem::FieldError;
use engine::Caller;
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::web::problem::http_kind;
use crate::web::{Problem, body};

/// Whoever is logged in.
pub struct Who(pub Caller);

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Option<Caller>>()
            .cloned()
            .flatten()
            .map(Self)
            .ok_or_else(|| engine::Error::Unauthenticated.into())
    }
}

/// Whoever calls, logged in or not.
pub struct Perhaps(pub Option<Caller>);

impl<S: Sync> FromRequestParts<S> for Perhaps {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(parts.extensions.get::<Option<Caller>>().cloned().flatten()))
    }
}

/// Proof that the caller may.
pub struct Allowed<P>(pub Permit<P>);

impl<S: Sync, P: Grant + Send> FromRequestParts<S> for Allowed<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Who(caller) = Who::from_request_parts(parts, state).await?;
        Ok(Self(caller.permit::<P>()?))
    }
}

/// The one id in the path.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr<Err: std::fmt::Display>> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::not_found(error.body_text()))?;
        text.parse().map(Self).map_err(|error: T::Err| Problem::not_found(error.to_string()))
    }
}

/// The query, every key of which is known.
pub struct Search<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Search<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::<T>::try_from_uri(&parts.uri).map(|Query(query)| Self(query)).map_err(|error| {
            let text = error.body_text();
            let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            let (path, message) = text.split_once(": ").unwrap_or(("", text));
            Problem::field(path, message)
        })
    }
}

/// The body, read as JSON; every key of it is known.
pub struct Body<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(call: Request, _: &S) -> Result<Self, Problem> {
        if !is_json(&call) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                http_kind::MEDIA_TYPE,
                "The body is not JSON",
                "Send the body as Content-Type: application/json.",
            ));
        }
        read(&text(call).await?).map(Self)
    }
}

/// A body that may be absent; then it is the default.
pub struct Optional<T>(pub T);

impl<S: Sync, T: DeserializeOwned + Default> FromRequest<S> for Optional<T> {
    type Rejection = Problem;

    async fn from_request(call: Request, state: &S) -> Result<Self, Problem> {
        if axum::body::HttpBody::is_end_stream(call.body()) {
            return Ok(Self(T::default()));
        }
        Body::from_request(call, state).await.map(|Body(value)| Self(value))
    }
}

fn is_json(call: &Request) -> bool {
    let value =
        call.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The body is in memory already; see [`body::take_in`].
async fn text(call: Request) -> Result<Bytes, Problem> {
    to_bytes(call.into_body(), body::MOST).await.map_err(|_| body::too_large(body::MOST))
}

/// Deepest nesting of a body.
const DEEPEST: usize = 32;

/// Reads JSON.
///
/// # Errors
/// 400 with line and column for what is no JSON, 422 with the path for what is not wanted.
pub(super) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    if let Some(error) = too_deep(text) {
        return Err(Problem::malformed(error));
    }
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        at_fault(if path == "." { String::new() } else { path }, error.inner())
    })?;
    json.end().map_err(|error| at_fault(String::new(), &error))?;
    Ok(value)
}

fn at_fault(path: String, error: &serde_json::Error) -> Problem {
    let words = error.to_string();
    let message = words.split(" at line ").next().unwrap_or(&words).to_owned();
    let place = |n: usize| u32::try_from(n).ok().filter(|n| *n > 0);
    let fault = FieldError { path, line: place(error.line()), column: place(error.column()), message };
    if error.is_data() { Problem::invalid(vec![fault]) } else { Problem::malformed(fault) }
}

/// The place where brackets nest too deep, looked for before anything is built of them.
fn too_deep(text: &[u8]) -> Option<FieldError> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let (mut line, mut column) = (1_u32, 0_u32);
    for byte in text {
        column = column.saturating_add(1);
        match (in_text, byte) {
            _ if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            (_, b'\n') => (line, column) = (line.saturating_add(1), 0),
            _ => {}
        }
        if depth > DEEPEST {
            let message = format!("the brackets nest deeper than {DEEPEST}");
            return Some(FieldError { path: String::new(), line: Some(line), column: Some(column), message });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is looked at")]
    struct Sample {
        name: String,
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is looked at")]
    struct Inner {
        count: u32,
    }

    fn refused(text: &str) -> String {
        let problem = read::<Sample>(text.as_bytes()).unwrap_err();
        format!("{} {}", problem.status().as_u16(), problem.detail())
    }

    #[test]
    fn a_fault_of_a_body_is_told_with_its_place() {
        let told: Vec<String> = [
            "",
            "{\n  \"name\": }",
            r#"{"name": "a"} x"#,
            r#"{"name": 1}"#,
            r#"{"nam": "a"}"#,
            r#"{"name": "a", "inner": [{"count": 1}, {"count": -1}]}"#,
            r#"{"name": "a", "inner": [{"count": 1, "more": 1}]}"#,
        ]
        .map(refused)
        .into();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn brackets_without_end_are_refused_and_brackets_in_texts_are_not_counted() {
        assert!(refused(&"[".repeat(100_000)).starts_with("400 line 1, column 33: the brackets nest deeper"));
        let text = format!(r#"{{"name": "{}\""}}"#, "[".repeat(1_000));
        assert!(read::<Sample>(text.as_bytes()).is_ok());
    }
}
