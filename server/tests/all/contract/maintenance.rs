//! The switch, the status and the drain.

use domain::permission::Role;
use serde_json::json;

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_is_in_force_when_put_returns() {
    let world = World::start().await;
    let admin = world.admin().await;
    let edit = json!({"enabled": true, "reason": "index rebuild", "message": "Back soon", "estimated_end": "2040-01-01T00:00:00Z"});
    let on = admin.put("/api/v1/maintenance", edit).await.is(200);
    assert_eq!(on.json()["enabled"], true);
    assert_eq!(on.header("etag"), format!("\"{}\"", on.json()["epoch"]));
    let status = admin.get("/api/v1/status").await.is(200).json();
    assert_eq!((&status["phase"], &status["maintenance"]["enabled"]), (&json!("quiet"), &json!(true)));
    assert_eq!(status["maintenance"]["holds"][0]["kind"], "manual");
    assert_eq!(status["maintenance"]["reason"], "index rebuild");
    let settings = admin.get("/api/v1/settings/system").await.is(200).json();
    assert_eq!(settings["enable_maintenance_mode"], true);
    let off =
        admin.put("/api/v1/settings/system", json!({"enable_maintenance_mode": false})).await.is(200).json();
    assert_eq!(off["enable_maintenance_mode"], false);
    assert_eq!(admin.get("/api/v1/status").await.json()["phase"], "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_told_what_rule_19_lists_and_nothing_else() {
    let world = World::start().await;
    let edit = json!({"enabled": true, "reason": "the disk of db7 dies", "message": "Back soon"});
    world.admin().await.put("/api/v1/maintenance", edit).await.is(200);
    let told = world.stranger().get("/api/v1/status").await.is(200);
    let status = told.json();
    assert_eq!(status["maintenance"]["message"], "Back soon");
    for secret in ["db7", "admin", "hold_", "epoch", "version"] {
        assert!(!told.text.contains(secret), "a stranger is told {secret}: {}", told.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_lift_is_refused_with_what_changed_and_enabling_never_is() {
    let world = World::start().await;
    let admin = world.admin().await;
    let before = admin.get("/api/v1/maintenance").await.is(200).header("etag").to_owned();
    admin.put("/api/v1/maintenance", json!({"enabled": true, "reason": "one"})).await.is(200);
    let stale = admin.with("if-match", &before);
    let refused =
        stale.put("/api/v1/maintenance", json!({"enabled": false})).await.is_problem(412, "/problems/stale");
    assert!(refused.json()["epoch"].as_u64().is_some());
    let fresh = admin.get("/api/v1/maintenance").await.header("etag").to_owned();
    admin.with("if-match", &fresh).put("/api/v1/maintenance", json!({"enabled": false})).await.is(200);
    admin.with("if-match", &before).put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let odd = admin.with("if-match", "W/soon").put("/api/v1/maintenance", json!({"enabled": false})).await;
    odd.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_keeps_what_it_does_not_name_and_null_clears() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin
        .put("/api/v1/maintenance", json!({"enabled": true, "reason": "one", "message": "two"}))
        .await
        .is(200);
    let kept =
        admin.put("/api/v1/maintenance", json!({"enabled": true, "reason": null})).await.is(200).json();
    assert_eq!((&kept["hold"]["reason"], &kept["hold"]["message"]), (&json!(null), &json!("two")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_drain_is_quiet_only_under_a_hold_and_waiting_for_it_is_bounded() {
    let world = World::start().await;
    let viewer = world.somebody(Role::Viewer).await;
    let drain = viewer.get("/api/v1/maintenance/drain?wait=100ms").await.is(200).json();
    assert_eq!((&drain["quiet"], &drain["blockers"]), (&json!(false), &json!([])));
    assert!(drain["restart"]["host"]["why"].is_string());
    world.admin().await.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    assert_eq!(viewer.get("/api/v1/maintenance/drain?wait=10s").await.is(200).json()["quiet"], true);
    viewer.get("/api/v1/maintenance/drain?wait=soon").await.is_problem(422, "/problems/validation");
    viewer.get("/api/v1/maintenance/drain?wait=30d").await.is_problem(422, "/problems/validation");
    assert_eq!(viewer.get("/api/v1/maintenance/impact").await.is(200).json()["running"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_kept_on_while_there_is_one() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.post("/api/v1/maintenance/keep", json!(null)).await.is_problem(422, "/problems/validation");
    let on = admin.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200).json();
    let kept = admin.post("/api/v1/maintenance/keep", json!(null)).await.is(200);
    assert_eq!(
        (&kept.json()["hold"], kept.header("etag")),
        (&on["hold"], format!("\"{}\"", on["epoch"]).as_str())
    );
    let settings =
        admin.put("/api/v1/settings/system", json!({"remind_after_hours": 0})).await.is(200).json();
    assert_eq!(settings["remind_after_hours"], 0);
}
