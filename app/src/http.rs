//! The two ways in: a page, and a server function called by script or by a plain form (invariant 9).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Form, FromRequest};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header, request};
use axum::response::IntoResponse;
use leptos::prelude::provide_context;
use server_fn::error::FromServerFnError;

use crate::api;
use crate::context::Context;
use crate::error::ApiError;
use crate::form::draft::Draft;
use crate::next;
use crate::shell;
use crate::together::together;

/// Most bytes of a form.
const MOST: usize = 2 << 20;
/// Set by leptos beside `Location` for its own client.
const CLIENT_REDIRECT: &str = "serverfnredirect";

/// Renders a page to its last byte: any path that is not something else. Sets its own content security policy.
///
/// Rendering waits for the page's data; put a deadline on it. What it had begun goes when it is dropped.
///
/// # Errors
///
/// When the page is longer than `most` bytes or breaks off.
pub async fn page(
    context: Context,
    request: Request<Body>,
    most: usize,
) -> Result<Response<Bytes>, axum::Error> {
    let (parts, body) = request.into_parts();
    let context = context.read(&parts);
    let render = leptos_axum::render_app_async_with_context(move || provide_context(context.clone()), shell);
    together(async {
        let (mut head, body) = render(Request::from_parts(parts, body)).await.into_parts();
        head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(Response::from_parts(head, to_bytes(body, most).await?))
    })
    .await
}

/// Answers a server function: below `/app/`, POST only, urlencoded, listed in [`api::TABLE`].
///
/// Script gets JSON with the error's own status. A plain form is sent on with 303: to where the function says,
/// or, when it failed, back to its page with what was typed as a draft.
pub async fn function(context: Context, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut context = context.read(&parts);
    context.plain = accepts_html(&parts.headers);
    let Ok(bytes) = to_bytes(body, MOST).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "The form is larger than 2 MiB.").into_response();
    };
    let typed = if context.plain { Typed::read(&parts, &bytes).await } else { Typed::default() };
    let outcome = run(&context, parts, bytes).await;
    match (outcome, context.plain) {
        (Ok(response), false) => response,
        (Ok(response), true) => typed.send_on(response),
        (Err(error), false) => error.into_response(),
        // There is no page to send it back to: its words go on the offline page.
        (Err(error), true) if context.engine.is_away() => {
            (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response()
        }
        (Err(error), true) => typed.send_back(&context, error),
    }
}

async fn run(context: &Context, parts: request::Parts, body: Bytes) -> Result<Response<Body>, ApiError> {
    let entry = api::find(parts.uri.path())
        .ok_or_else(|| ApiError::NotFound("There is no such function.".to_owned()))?;
    entry.check(context.caller.as_ref().map(engine::Caller::authority))?;
    if parts.method != Method::POST || !is_form(&parts.headers) {
        return Err(ApiError::Malformed("it must be posted as application/x-www-form-urlencoded".to_owned()));
    }
    let mut request = Request::from_parts(parts, Body::from(body));
    // leptos would answer a browser by itself; here it is asked as script asks it.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let provided = context.clone();
    let answer =
        leptos_axum::handle_server_fns_with_context(move || provide_context(provided.clone()), request);
    let response = answer.await.into_response();
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return Ok(response);
    }
    let body = to_bytes(response.into_body(), MOST).await.map_err(|_| ApiError::Internal)?;
    Err(ApiError::de(body))
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, [(header::CONTENT_TYPE, "application/json")], self.ser()).into_response();
        if let Self::TooMany { retry_after } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.secs().max(1)));
        }
        response
    }
}

/// What a plain form sent, and where it stands.
#[derive(Default)]
struct Typed {
    fields: Vec<(String, String)>,
    back: String,
    form: String,
}

impl Typed {
    async fn read(parts: &request::Parts, body: &Bytes) -> Self {
        let request = Request::from_parts(parts.clone(), Body::from(body.clone()));
        let fields = Form::<Vec<(String, String)>>::from_request(request, &())
            .await
            .map(|form| form.0)
            .unwrap_or_default();
        let own = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
        let back = own("_back")
            .filter(|path| next::local(path).is_some() || path.starts_with("/login"))
            .or_else(|| referer(&parts.headers));
        let back = next::without_parameter(back.as_deref().unwrap_or("/"), "draft");
        let form = own("_form").unwrap_or_default();
        Self { fields, back, form }
    }

    fn send_on(self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        headers.remove(CLIENT_REDIRECT);
        headers.remove(header::CONTENT_TYPE);
        headers.remove(header::CONTENT_LENGTH);
        if !headers.contains_key(header::LOCATION) {
            headers.insert(header::LOCATION, location(&self.back));
        }
        *response.status_mut() = StatusCode::SEE_OTHER;
        *response.body_mut() = Body::empty();
        response
    }

    fn send_back(self, context: &Context, error: ApiError) -> Response<Body> {
        let logged_out = error == ApiError::Unauthenticated && context.caller.is_none();
        let draft = context.keep(Draft { form: self.form, fields: self.fields, error: Some(error) });
        let back = match draft {
            Some(id) => next::with_parameter(&self.back, "draft", &id, Some("problems")),
            None => self.back,
        };
        let to = if logged_out { format!("/login?next={}", next::escape(&back)) } else { back };
        (StatusCode::SEE_OTHER, [(header::LOCATION, location(&to))]).into_response()
    }
}

fn location(path: &str) -> HeaderValue {
    HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"))
}

/// The page that a form without `_back` was on; the header names a whole address, of which the path counts.
fn referer(headers: &HeaderMap) -> Option<String> {
    let address = headers.get(header::REFERER)?.to_str().ok()?;
    let path =
        address.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()))?;
    next::local(&path).map(str::to_owned)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

fn is_form(headers: &HeaderMap) -> bool {
    let form = "application/x-www-form-urlencoded";
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(form))
}
