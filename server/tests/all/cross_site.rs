//! Posts from foreign pages (rule 46, fault 38).

use http::Method;
use serde_json::json;

use crate::harness::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_write_with_a_cookie_needs_an_origin_of_ours() {
    let world = World::start().await;
    let admin = world.admin().await;
    let cookie = format!("lull_session={}", admin.token());
    let bare = world.stranger().with("cookie", &cookie);
    let foreign = [
        bare.clone(),
        bare.with("origin", "http://evil.example"),
        bare.with("origin", "null"),
        bare.with("sec-fetch-site", "cross-site").with("origin", admin.base()),
        bare.with("sec-fetch-site", "same-site"),
    ];
    for caller in foreign {
        let refused = caller.put("/api/v1/maintenance", json!({"enabled": true})).await;
        refused.is_problem(403, "/problems/cross-site");
    }
    assert_eq!(admin.get("/api/v1/status").await.json()["phase"], "open", "nothing was done");
    bare.with("origin", admin.base()).put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    bare.with("sec-fetch-site", "same-origin")
        .put("/api/v1/maintenance", json!({"enabled": false}))
        .await
        .is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_cannot_log_its_visitor_in_as_somebody_else() {
    let world = World::start().await;
    let credentials = json!({"username": "admin", "password": PASSWORD});
    for caller in [world.stranger(), world.stranger().with("origin", "https://evil.example")] {
        let refused = caller.post("/api/v1/sessions", credentials.clone()).await;
        assert_eq!(refused.header("set-cookie"), "");
        refused.is_problem(403, "/problems/cross-site");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_pretends_to_be_text_gets_nowhere() {
    let world = World::start().await;
    let admin = world.admin().await.as_page().with("content-type", "text/plain");
    let body = json!({"enabled": true}).to_string();
    let refused = admin.sends(Method::PUT, "/api/v1/maintenance", Some(body)).await;
    refused.is_problem(415, "/problems/unsupported-media-type");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bearer_call_needs_no_origin_and_its_cookie_does_not_count() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let confused = world
        .stranger()
        .with("cookie", &format!("lull_session={}", admin.token()))
        .with("authorization", "Bearer nonsense");
    confused.get("/api/v1/me").await.is_problem(401, "/problems/unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn server_functions_are_guarded_alike() {
    let world = World::start().await;
    let admin = world.admin().await;
    let form = world
        .stranger()
        .with("cookie", &format!("lull_session={}", admin.token()))
        .with("content-type", "application/x-www-form-urlencoded");
    for entry in app::api::TABLE {
        for caller in [form.clone(), form.with("origin", "null"), form.with("origin", "http://evil.example")]
        {
            let status = caller.sends(Method::POST, entry.path, Some(entry.example.to_owned())).await.status;
            assert_eq!(status, 403, "{}", entry.path);
        }
        let read = form.sends(Method::GET, &format!("{}?{}", entry.path, entry.example), None).await.status;
        assert!(read.is_client_error(), "{} answers a GET with {read}", entry.path);
    }
}
