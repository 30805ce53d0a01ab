//! `/api/docs`: the OpenAPI document to look through, with a policy of its own.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};

/// Swagger UI writes styles into its page and pictures into its styles; its scripts are files of this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Allows it to these pages and to no others.
pub async fn allow(call: Request, next: Next) -> Response {
    let mut answer = next.run(call).await;
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    answer
}
