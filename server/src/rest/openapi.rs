//! The OpenAPI 3.1 document.

use axum::Extension;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder,
};

use super::table::{self, Access};
use crate::web::problem::ProblemDocument;

/// The document, encoded once.
#[derive(Clone)]
pub struct Encoded(pub Bytes);

/// Shows this document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub async fn openapi(Extension(Encoded(text)): Extension<Encoded>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What the document says beside the routes.
pub(super) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Lull")
        .version(crate::VERSION)
        .description(Some(
            "A deployment server that knows how to hold still. Times are RFC 3339 in UTC, lists are {items, next}, \
             errors are application/problem+json with a stable type, and 409 means could-not-start and nothing else.",
        ))
        .build();
    let mut components = Components::new();
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(app::context::session_cookie_name(false)))),
    );
    components.add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    add_schema::<ProblemDocument>(&mut components);
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

fn add_schema<T: utoipa::ToSchema>(components: &mut Components) {
    components.schemas.insert(T::name().into_owned(), T::schema());
    let mut more = Vec::new();
    T::schemas(&mut more);
    components.schemas.extend(more);
}

/// Says of each route what it asks of its caller, by the table, and how errors look.
pub fn finish(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            (http::Method::GET, &mut item.get),
            (http::Method::POST, &mut item.post),
            (http::Method::PUT, &mut item.put),
            (http::Method::PATCH, &mut item.patch),
            (http::Method::DELETE, &mut item.delete),
        ];
        for (method, operation) in operations {
            if let (Some(operation), Ok(access)) = (operation.as_mut(), table::access(&method, path)) {
                describe(operation, access);
            }
        }
    }
    document
}

fn describe(operation: &mut Operation, access: Access) {
    let either = || {
        vec![
            SecurityRequirement::new::<_, [&str; 0], &str>("session", []),
            SecurityRequirement::new::<_, [&str; 0], &str>("token", []),
        ]
    };
    let (security, words) = match access {
        Access::Public | Access::Page | Access::Metrics | Access::Key => (Vec::new(), None),
        Access::Anyone => {
            let mut with = either();
            with.push(SecurityRequirement::default());
            (with, Some("No login needed; those who are logged in are told more.".to_owned()))
        }
        Access::Account => (either(), None),
        Access::Needs(permission) => {
            (either(), Some(format!("Needs the permission {}.", permission.words())))
        }
    };
    operation.security = Some(security);
    if let Some(words) = words {
        let before = operation.description.take().map(|text| format!("{text}\n\n")).unwrap_or_default();
        operation.description = Some(format!("{before}{words}"));
    }
    let content = ContentBuilder::new().schema(Some(RefOr::Ref(Ref::from_schema_name("Problem")))).build();
    let problem = ResponseBuilder::new()
        .description("A problem; its type is stable")
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.entry("default".to_owned()).or_insert(RefOr::T(problem));
}
