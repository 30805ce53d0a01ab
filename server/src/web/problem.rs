//! Errors as `application/problem+json` (RFC 9457), each with a stable type.

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::problem::{FieldError, kind};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

/// Types that only HTTP has; the others are in [`domain::problem::kind`].
pub mod http_kind {
    /// 400: the body is not JSON; `errors` says where.
    pub const MALFORMED: &str = "/problems/malformed";
    /// 403: a write that a foreign page may have sent (rule 46).
    pub const CROSS_SITE: &str = "/problems/cross-site";
    /// 405: the path has other methods; `Allow` names them.
    pub const METHOD: &str = "/problems/method-not-allowed";
    /// 408: the body did not come in time.
    pub const TIMEOUT: &str = "/problems/timeout";
    /// 413: the body is too long.
    pub const TOO_LARGE: &str = "/problems/too-large";
    /// 415: the body is not `application/json`.
    pub const MEDIA_TYPE: &str = "/problems/unsupported-media-type";
}

/// One problem, ready to answer with.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    more: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The document, for the OpenAPI description.
#[derive(utoipa::ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "describes what `Problem::document` builds")]
pub struct ProblemDocument {
    /// A stable path, such as `/problems/could-not-start`.
    r#type: String,
    /// The type in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, and what to do about it.
    detail: String,
    /// Of `/problems/validation` and `/problems/malformed`: each fault with its place.
    errors: Option<Vec<FieldError>>,
    /// Of `/problems/could-not-start`: the record.
    request: Option<domain::request::Request>,
    /// Of `/problems/could-not-start`: which of the ten operations was refused.
    rule: Option<String>,
    /// Of `/problems/could-not-start`: the hold that refused it.
    hold: Option<String>,
    /// Of `/problems/could-not-start`: when the gate is expected to open.
    opens_at: Option<String>,
    /// Of `/problems/stale`: the epoch, or version, as it is now.
    epoch: Option<u64>,
}

impl Problem {
    /// Makes a problem; `detail` is for people.
    #[must_use]
    pub fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { status, kind, title, detail: detail.into(), more: Map::new(), headers: Vec::new() }
    }

    /// 404.
    #[must_use]
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, kind::NOT_FOUND, "There is no such thing", detail)
    }

    /// 401.
    #[must_use]
    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, kind::UNAUTHENTICATED, "Log in first", detail)
            .header(header::WWW_AUTHENTICATE, "Bearer")
    }

    /// 403, for want of a permission.
    #[must_use]
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, kind::FORBIDDEN, "A permission is missing", detail)
    }

    /// 422 for one field.
    #[must_use]
    pub fn field(path: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::at(path, message)])
    }

    /// 422.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = told(&errors);
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, kind::VALIDATION, "The input is at fault", detail)
            .with("errors", json!(errors))
    }

    /// 400: the body is not JSON.
    #[must_use]
    pub fn malformed(error: FieldError) -> Self {
        let detail = told(std::slice::from_ref(&error));
        Self::new(StatusCode::BAD_REQUEST, http_kind::MALFORMED, "The body cannot be read", detail)
            .with("errors", json!([error]))
    }

    /// 429.
    #[must_use]
    pub fn too_many(seconds: u64) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            kind::TOO_MANY,
            "Too many requests",
            format!("Too many requests from this address: wait {seconds} s and try again."),
        )
        .retry_after(seconds)
    }

    /// 503 with the time after which another try may help.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, kind::UNAVAILABLE, "Not available now", detail)
            .retry_after(seconds)
    }

    /// 503 in a blackout, with the time after which another try may help.
    #[must_use]
    pub fn offline(detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, kind::OFFLINE, "Offline for maintenance", detail)
            .retry_after(seconds)
    }

    /// 500; the particulars are in the log under the request's id.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            kind::INTERNAL,
            "A fault of Lull's own",
            "Something went wrong inside Lull. The log has the particulars under this answer's x-request-id.",
        )
    }

    /// The same with another member.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// The same with a header; one that cannot be written is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, &seconds.max(1).to_string())
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// After how many seconds another try may help.
    #[must_use]
    pub fn retry_seconds(&self) -> Option<i64> {
        let (_, value) = self.headers.iter().find(|(name, _)| name == header::RETRY_AFTER)?;
        value.to_str().ok()?.parse().ok()
    }

    /// The type in words.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// What happened.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    fn document(mut self) -> Value {
        let mut members = Map::new();
        members.insert("type".into(), self.kind.into());
        members.insert("title".into(), self.title.into());
        members.insert("status".into(), self.status.as_u16().into());
        members.insert("detail".into(), self.detail.into());
        members.append(&mut self.more);
        Value::Object(members)
    }
}

/// The first fault in words, with its place, and how many there are beside it.
fn told(errors: &[FieldError]) -> String {
    let Some(first) = errors.first() else {
        return "The input is at fault.".to_owned();
    };
    let place = match (first.line, first.column) {
        (Some(line), Some(column)) => format!("line {line}, column {column}: "),
        (Some(line), None) => format!("line {line}: "),
        _ => String::new(),
    };
    let path = if first.path.is_empty() { String::new() } else { format!("{}: ", first.path) };
    let rest = if errors.len() > 1 { format!(" (and {} more)", errors.len() - 1) } else { String::new() };
    format!("{place}{path}{}{rest}", first.message)
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let headers = std::mem::take(&mut self.headers);
        let mut answer = (self.status, Json(self.document())).into_response();
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer.headers_mut().extend(headers);
        answer
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        use engine::Error as E;
        let words = error.to_string();
        match error {
            E::Unauthenticated => Self::unauthenticated(words),
            E::Forbidden(_) | E::NotResponder { .. } => Self::forbidden(words),
            E::NotFound(_) => Self::not_found(words),
            E::Invalid(errors) => Self::invalid(errors),
            E::CouldNotStart(request) => could_not_start(words, &request),
            E::Stale { epoch, .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                kind::STALE,
                "Somebody else changed it first",
                words,
            )
            .with("epoch", epoch.into()),
            E::NotEnabled(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                kind::NOT_ENABLED,
                "Maintenance mode was not changed",
                words,
            )
            .retry_after(1),
            E::OutcomeUnknown => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                kind::OUTCOME_UNKNOWN,
                "The outcome is unknown",
                words,
            )
            .retry_after(1),
            E::TooMany { retry_after } => {
                let seconds = u64::try_from(retry_after.secs()).unwrap_or(1).saturating_add(1);
                Self::new(StatusCode::TOO_MANY_REQUESTS, kind::TOO_MANY, "Too many tries", words)
                    .retry_after(seconds)
            }
            E::Offline(told) => Self::offline(words, if told.opens_at.is_some() { 60 } else { 300 })
                .with("request", json!(told.request))
                .with("counted", told.counted.into())
                .with("opens_at", json!(told.opens_at)),
            E::Unavailable(_) => Self::unavailable(words, 2),
            E::Internal(_) => {
                tracing::error!(error = %words, "a use case failed");
                Self::internal()
            }
        }
    }
}

fn could_not_start(words: String, request: &domain::request::Request) -> Problem {
    let problem = Problem::new(StatusCode::CONFLICT, kind::COULD_NOT_START, "Could Not Start", words);
    let problem = problem.with("request", json!(request));
    let Some(refusal) = &request.refusal else {
        return problem;
    };
    problem
        .with("rule", json!(refusal.rule))
        .with("hold", json!(refusal.hold))
        .with("reason", json!(refusal.reason))
        .with("owner", json!(refusal.owner))
        .with("since", json!(refusal.since))
        .with("opens_at", json!(refusal.opens_at))
        .with("estimated", json!(refusal.estimated))
        .with("overdue", json!(refusal.overdue))
}
