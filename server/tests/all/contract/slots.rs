//! Quiet slots.

use domain::permission::Role;
use serde_json::{Value, json};

use crate::harness::World;

const DONE: &str = "name: done\nkind: global\nsteps:\n  - id: end\n    finish: {}\n";

fn starts(found: &Value) -> Vec<&str> {
    let items = found["items"].as_array().unwrap();
    items.iter().map(|slot| slot["start"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_slots_keep_clear_of_what_is_planned_and_say_why() {
    let world = World::start().await;
    world.has_process(DONE).await;
    let admin = world.admin().await;
    let ask = json!({"process": "done", "at": "2031-03-04T03:00:00Z"});
    admin.post("/api/v1/requests", ask).await.is(201);
    let start = "2031-03-04T08:00";
    let draft = json!({"name": "patch day", "start": start, "zone": "Europe/Berlin", "duration": "1h"});
    admin.post("/api/v1/blackouts", draft).await.is(201);
    let viewer = world.somebody(Role::Viewer).await;
    let day = "/api/v1/blackouts/slots?from=2031-03-04&to=2031-03-04";
    let found = viewer.get(&format!("{day}&duration=2h&zone=Europe/Berlin&limit=3")).await.is(200).json();
    assert_eq!(starts(&found), ["2031-03-03T23:00:00Z", "2031-03-04T01:00:00Z", "2031-03-04T03:45:00Z"]);
    assert_eq!((&found["zone"], &found["next"]), (&json!("Europe/Berlin"), &json!(null)));
    let slot = &found["items"][2];
    assert_eq!(
        (&slot["local_start"], &slot["local_end"], &slot["hits"]),
        (&json!("2031-03-04T04:45"), &json!("2031-03-04T06:45"), &json!(0.0))
    );
    let near = json!({"reason": "near_blackout", "name": "patch day", "gap": "1h15m", "side": "after"});
    assert_eq!(slot["reasons"], json!([{"reason": "nothing_planned"}, near]));
    let busy = "/api/v1/blackouts/slots?from=2031-03-04T02:00:00Z&to=2031-03-04T04:00:00Z&duration=90m";
    let found = viewer.get(busy).await.is(200).json();
    assert_eq!(starts(&found), ["2031-03-04T02:00:00Z"]);
    assert_eq!(found["items"][0]["reasons"][0], json!({"reason": "planned", "count": 1, "first": ["done"]}));
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_are_the_callers_own_until_a_zone_is_named() {
    let world = World::start().await;
    let viewer = world.somebody(Role::Viewer).await;
    let day = "/api/v1/blackouts/slots?from=2031-03-04&to=2031-03-04&duration=1h";
    let first = async |path: &str| {
        let found = viewer.get(path).await.is(200).json();
        (found["zone"].as_str().unwrap().to_owned(), starts(&found)[0].to_owned())
    };
    let told = |zone: &str, start: &str| (zone.to_owned(), start.to_owned());
    assert_eq!(first(day).await, told("UTC", "2031-03-04T00:00:00Z"));
    viewer.patch("/api/v1/me", json!({"zone": "Asia/Tokyo"})).await.is(200);
    assert_eq!(first(day).await, told("Asia/Tokyo", "2031-03-03T15:00:00Z"));
    let named = format!("{day}&zone=America/New_York");
    assert_eq!(first(named.as_str()).await, told("America/New_York", "2031-03-04T05:00:00Z"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_search_is_told_at_once() {
    let world = World::start().await;
    let viewer = world.somebody(Role::Viewer).await;
    let bad = "/api/v1/blackouts/slots?from=soon&to=2031-13-01&duration=a+while&zone=Nowhere&limit=0";
    let problem = viewer.get(bad).await.is_problem(422, "/problems/validation").json();
    let errors = problem["errors"].as_array().unwrap();
    let paths: Vec<&str> = errors.iter().map(|error| error["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["zone", "from", "to", "duration", "limit"]);
    let long = "?duration=1h&from=2031-01-01&to=2031-06-01";
    for bad in ["", "?duration=1h&to=2001-01-01", long, "?length=1h"] {
        let answer = viewer.get(&format!("/api/v1/blackouts/slots{bad}")).await;
        answer.is_problem(422, "/problems/validation");
    }
}
