//! Blackouts whole, and changes of them that are based on what was read.

use domain::permission::Role;
use serde_json::json;

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_listed_once_and_a_change_based_on_an_older_plan_is_refused() {
    let world = World::start().await;
    let admin = world.admin().await;
    let draft = json!({"name": "patch day", "start": "2037-03-04T02:00", "zone": "Europe/Berlin", "duration": "1h",
        "database_offline": false, "recurrence": {"every": {"weeks": 1}}});
    let made = admin.post("/api/v1/blackouts", draft).await.is(201).json();
    let viewer = world.somebody(Role::Viewer).await;
    let listed = viewer.get("/api/v1/blackouts/series").await.is(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let one = &listed["items"][0];
    assert_eq!((&one["id"], &one["saved"], &one["name"]), (&made["id"], &made["saved"], &json!("patch day")));
    assert_eq!((&one["exceptions"], &listed["next"]), (&json!([]), &json!(null)));
    viewer.get("/api/v1/blackouts/series?from=soon").await.is_problem(422, "/problems/validation");
    let past = viewer.get("/api/v1/blackouts/series?from=2037-01-01T00:00:00Z").await.is(200).json();
    assert_eq!(past["items"].as_array().unwrap().len(), 1);

    let path = format!("/api/v1/blackouts/{}", made["id"].as_str().unwrap());
    let seen = admin.with("if-match", &format!("\"{}\"", made["saved"].as_str().unwrap()));
    seen.patch(&path, json!({"duration": "2h"})).await.is(200);
    seen.patch(&path, json!({"duration": "3h"})).await.is_problem(412, "/problems/stale");
    admin
        .with("if-match", "soon")
        .patch(&path, json!({"duration": "3h"}))
        .await
        .is_problem(422, "/problems/validation");
}
