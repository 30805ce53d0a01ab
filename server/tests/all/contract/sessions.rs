//! Logging in and out, accounts, passwords, tokens.

use domain::permission::Role;
use serde_json::json;

use crate::harness::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn logging_in_gives_a_token_and_a_cookie_that_scripts_cannot_read() {
    let world = World::start().await;
    let page = world.stranger().with("sec-fetch-site", "same-origin");
    let answer =
        page.post("/api/v1/sessions", json!({"username": "admin", "password": PASSWORD})).await.is(201);
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), "/api/v1/me");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("lull_session={token};")), "{cookie}");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "plain http on loopback");
    let me = world
        .stranger()
        .with("cookie", &format!("lull_session={token}"))
        .get("/api/v1/me")
        .await
        .is(200)
        .json();
    assert_eq!((&me["username"], &me["role"]), (&json!("admin"), &json!("administrator")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let world = World::start().await;
    let page = world.stranger().with("sec-fetch-site", "same-origin");
    let wrong = page.post("/api/v1/sessions", json!({"username": "admin", "password": "not this one"})).await;
    let unknown =
        page.post("/api/v1/sessions", json!({"username": "nobody", "password": "not this one"})).await;
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
    wrong.is_problem(401, "/problems/unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_left_is_no_longer_let_in() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.delete("/api/v1/sessions/current").await.is(204);
    admin.get("/api/v1/me").await.is_problem(401, "/problems/unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_change_their_password_with_the_old_one_and_their_zone_without() {
    let world = World::start().await;
    let ada = world.somebody(Role::Operator).await;
    let refused =
        ada.put("/api/v1/me/password", json!({"old": "a wrong guess", "new": "another long one"})).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    ada.put("/api/v1/me/password", json!({"old": PASSWORD, "new": "another long one"})).await.is(204);
    let ada = world.stranger().logs_in("operator", "another long one").await;
    let me = ada.patch("/api/v1/me", json!({"zone": "Europe/Berlin"})).await.is(200).json();
    assert_eq!(me["zone"], "Europe/Berlin");
    assert_eq!(ada.get("/api/v1/me").await.json()["zone"], "Europe/Berlin");
    assert_eq!(ada.patch("/api/v1/me", json!({"zone": null})).await.is(200).json()["zone"], json!(null));
    ada.patch("/api/v1/me", json!({"zone": "../../etc"})).await.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_acts_with_its_owners_rights_until_it_is_revoked() {
    let world = World::start().await;
    let ada = world.somebody(Role::Viewer).await;
    let made = ada.post("/api/v1/tokens", json!({"name": "ci"})).await.is(201).json();
    let secret = made["secret"].as_str().unwrap();
    let ci = world.stranger().with("authorization", &format!("Bearer {secret}"));
    assert_eq!(ci.get("/api/v1/me").await.is(200).json()["username"], "viewer");
    ci.post("/api/v1/requests", json!({"process": "x"})).await.is_problem(403, "/problems/forbidden");
    let id = made["token"]["id"].as_str().unwrap();
    let listed = ada.get("/api/v1/tokens").await.is(200).json();
    assert_eq!(listed["items"][0]["id"], made["token"]["id"]);
    assert!(!listed.to_string().contains(secret), "the secret is told once");
    ada.delete(&format!("/api/v1/tokens/{id}")).await.is(204);
    ci.get("/api/v1/me").await.is_problem(401, "/problems/unauthenticated");
}
