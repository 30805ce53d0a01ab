//! Users, roles, the audit trail.

use domain::permission::Role;
use serde_json::json;

use crate::harness::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_made_changed_and_found_where_the_answer_said() {
    let world = World::start().await;
    let admin = world.admin().await;
    let new = json!({"username": "ada", "password": PASSWORD, "role": "viewer"});
    let made = admin.post("/api/v1/users", new.clone()).await.is(201);
    let place = made.header("location").to_owned();
    assert_eq!(admin.get(&place).await.is(200).json(), made.json());
    assert_eq!(admin.patch(&place, json!({"role": "operator"})).await.is(200).json()["role"], "operator");
    let listed = admin.get("/api/v1/users").await.is(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed["next"], json!(null));
    let first = admin.get("/api/v1/users?limit=1").await.is(200).json();
    assert_eq!((&first["items"][0]["username"], &first["next"]), (&json!("ada"), &json!("ada")));
    let rest = admin.get("/api/v1/users?limit=1&cursor=ada").await.is(200).json();
    assert_eq!((&rest["items"][0]["username"], &rest["next"]), (&json!("admin"), &json!(null)));
    let twice = admin.post("/api/v1/users", new).await.is_problem(422, "/problems/validation").json();
    assert_eq!(twice["errors"][0]["path"], "username");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_are_the_contracts_table() {
    let world = World::start().await;
    let viewer = world.somebody(Role::Viewer).await;
    let roles = viewer.get("/api/v1/roles").await.is(200).json();
    let granted = |n: usize| roles["items"][n]["permissions"].as_array().unwrap().len();
    assert_eq!((granted(0), granted(1), granted(2)), (9, 4, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_in_the_audit_trail() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.put("/api/v1/maintenance", json!({"enabled": true, "reason": "index rebuild"})).await.is(200);
    let entries = admin.get("/api/v1/audit?action=maintenance.&limit=1").await.is(200).json();
    assert_eq!(entries["items"][0]["actor"]["name"], "admin", "{entries}");
    assert!(entries["items"][0]["action"].as_str().unwrap().starts_with("maintenance."), "{entries}");
}
