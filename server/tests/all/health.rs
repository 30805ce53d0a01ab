//! Alive, ready, numbers, and the document.

use crate::harness::World;
use server::settings::MetricsAccess;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_started_is_alive_and_ready_and_says_its_version() {
    let world = World::start().await;
    let alive = world.stranger().get("/healthz").await.is(200);
    assert_eq!(alive.json()["version"], server::VERSION);
    world.stranger().get("/readyz").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_headers_of_safety_and_the_callers_request_id() {
    let world = World::start().await;
    let answer = world.stranger().with("x-request-id", "build-42").get("/api/v1/status").await.is(200);
    assert_eq!(answer.header("x-request-id"), "build-42");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(answer.header("strict-transport-security"), "", "not over plain http");
    let forged = world.stranger().with("x-request-id", "a b\t{}").get("/healthz").await.is(200);
    assert_eq!(forged.header("x-request-id").len(), 16, "an id that is not plain is replaced");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_for_loopback_alone_unless_the_setting_says_otherwise() {
    let world = World::start().await;
    world.stranger().get("/healthz").await.is(200);
    let text = world.stranger().get("/metrics").await.is(200).text;
    assert!(text.contains("lull_http_calls_total") && text.ends_with("# EOF\n"), "{text}");
    let behind_a_proxy = world.stranger().with("x-forwarded-for", "203.0.113.9");
    behind_a_proxy.get("/metrics").await.is_problem(403, "/problems/forbidden");

    let world = World::start_with(|settings| settings.metrics = MetricsAccess::Token).await;
    world.stranger().get("/metrics").await.is_problem(401, "/problems/unauthenticated");
    world.admin().await.get("/metrics").await.is(200);

    let world = World::start_with(|settings| settings.metrics = MetricsAccess::Open).await;
    world.stranger().with("x-forwarded-for", "203.0.113.9").get("/metrics").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_3_1_and_its_page_brings_no_other_host_in() {
    let world = World::start().await;
    let document = world.stranger().get("/api/v1/openapi.json").await.is(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["components"]["schemas"]["Problem"].is_object());
    assert!(document["paths"]["/api/v1/requests"]["post"]["responses"]["default"].is_object());
    let page = world.stranger().get("/api/docs/").await.is(200);
    assert!(page.text.contains("swagger-ui"));
    assert!(page.header("content-security-policy").contains("script-src 'self';"));
    for path in
        ["/api/docs/swagger-ui-bundle.js", "/api/docs/swagger-initializer.js", "/api/docs/swagger-ui.css"]
    {
        world.stranger().get(path).await.is(200);
    }
}
