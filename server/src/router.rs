//! The whole HTTP surface, put together.

use axum::{Extension, Router, middleware};
use bytes::Bytes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::rest::openapi::{self, Encoded};
use crate::web::{Web, entry, headers, observe};
use crate::{away, docs, pages, rest};

/// Builds it.
pub fn build(web: Web) -> Router {
    let (routes, document) = rest::routes().split_for_parts();
    let document = serde_json::to_vec(&openapi::finish(document)).unwrap_or_default();
    let rest = routes
        .layer(Extension(Encoded(Bytes::from(document))))
        .layer(middleware::from_fn_with_state(web.clone(), entry::rest));
    let pages = pages::routes().layer(middleware::from_fn_with_state(web.clone(), entry::page));
    let docs: Router<Web> = SwaggerUi::new("/api/docs").config(Config::new(["/api/v1/openapi.json"])).into();
    let docs = docs.layer(middleware::from_fn(docs::allow));
    rest.merge(docs)
        .merge(pages)
        .layer(middleware::from_fn_with_state(web.clone(), away::gate))
        .layer(middleware::from_fn_with_state(web.clone(), headers::add))
        .layer(middleware::from_fn_with_state(web.clone(), observe::call))
        .with_state(web)
}
