//! One date of a series by its route.

use domain::permission::Role;
use serde_json::{Value, json};

use crate::harness::World;

/// A series of Saturdays, and where its dates are.
async fn saturdays(world: &World) -> (String, String) {
    let draft = json!({
        "name": "patch day", "start": "2031-03-01T02:30", "zone": "Europe/Berlin", "duration": "1h",
        "database_offline": false, "recurrence": { "every": { "weeks": 1 }, "count": 10 },
    });
    let made = world.admin().await.post("/api/v1/blackouts", draft).await.is(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let dates = format!("/api/v1/blackouts/{id}/occurrences");
    (id, dates)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_date_is_shown_moved_and_called_off() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (_, dates) = saturdays(&world).await;
    let viewer = world.somebody(Role::Viewer).await;
    let one = viewer.get(&format!("{dates}/2031-03-15T02:30")).await.is(200).json();
    assert_eq!(one["occurrence"]["window"]["start"], json!("2031-03-15T01:30:00Z"));
    assert_eq!((&one["start"], &one["recurrence"]), (&json!("2031-03-15T02:30"), &Value::Null));
    let day = viewer.get(&format!("{dates}/2031-03-15T00:00")).await.is(200).json();
    assert_eq!(day["occurrence"]["key"], json!("2031-03-15T02:30"), "any time of its day names it");
    viewer.get(&format!("{dates}/2031-03-16T02:30")).await.is(404);
    viewer.get(&format!("{dates}/soon")).await.is(404);

    let moved = admin.patch(&format!("{dates}/2031-03-15T02:30"), json!({"start": "2031-03-16T04:00"})).await;
    let moved = moved.is(200).json();
    assert_eq!(moved["occurrence"]["key"], json!("2031-03-15T02:30"));
    assert_eq!(moved["occurrence"]["window"]["start"], json!("2031-03-16T03:00:00Z"));
    let rule = json!({"recurrence": {"every": {"days": 1}}});
    let refused = admin.patch(&format!("{dates}/2031-03-15T02:30?scope=one"), rule).await;
    let refused = refused.is_problem(422, "/problems/validation").json();
    assert_eq!(refused["errors"][0]["path"], json!("recurrence"));
    let off = admin.post(&format!("{dates}/2031-03-22T02:30/cancel"), json!({})).await.is(200).json();
    assert_eq!(off["occurrence"]["stage"]["stage"], json!("cancelled"));
    let strange = admin.post(&format!("{dates}/2031-03-22T02:30/cancel?scope=some"), json!({})).await;
    strange.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn later_ones_are_a_series_of_their_own_and_all_name_what_stays() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (id, dates) = saturdays(&world).await;
    admin.patch(&format!("{dates}/2031-04-05T02:30"), json!({"duration": "2h"})).await.is(200);
    let split =
        admin.patch(&format!("{dates}/2031-03-15T02:30?scope=later"), json!({"duration": "90m"})).await;
    let split = split.is(200).json();
    assert_ne!(split["id"], json!(id));
    assert_eq!(split["recurrence"]["count"], json!(8));
    assert_eq!(split["stays"], json!([{"key": "2031-04-05T02:30", "because": "own_plan"}]));
    let before = admin.get(&format!("/api/v1/blackouts/{id}")).await.is(200).json();
    assert_eq!(before["recurrence"]["until"], json!("2031-03-08"));
    let off =
        admin.post(&format!("{dates}/2031-03-08T02:30/cancel?scope=all"), json!({})).await.is(200).json();
    assert_eq!((&off["id"], &off["stays"]), (&json!(id), &Value::Null));
}
