//! Processes.

use domain::permission::Role;
use serde_json::json;

use crate::harness::World;

const HELLO: &str = "name: hello\nkind: global\nsteps:\n  - id: say\n    shell: echo hello\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_process_is_saved_as_yaml_or_as_an_object_and_keeps_its_versions() {
    let world = World::start().await;
    let ada = world.somebody(Role::Operator).await;
    let made = ada.post("/api/v1/processes", json!({"definition": HELLO})).await.is(201);
    let place = made.header("location").to_owned();
    assert_eq!((&made.json()["version"], &made.json()["source"]), (&json!(1), &json!(HELLO)));
    let object = json!({"name": "hello", "kind": "global", "steps": [{"id": "say", "shell": "echo bye"}]});
    let second = ada.put(&place, json!({"definition": object, "based_on": 1})).await.is(200).json();
    assert_eq!(second["version"], 2);
    let stale = ada.put(&place, json!({"definition": HELLO, "based_on": 1})).await;
    stale.is_problem(412, "/problems/stale");
    let versions = ada.get(&format!("{place}/versions")).await.is(200).json();
    assert_eq!(versions["items"][0]["version"], 2);
    let first = ada.get(&format!("{place}/versions?limit=1")).await.is(200).json();
    let next = first["next"].as_str().expect("there is an older one");
    let rest = ada.get(&format!("{place}/versions?limit=1&cursor={next}")).await.is(200).json();
    assert_eq!((&rest["items"][0]["version"], &rest["next"]), (&json!(1), &json!(null)));
    assert_eq!(ada.get("/api/v1/processes/hello?version=1").await.is(200).json()["source"], HELLO);
    let listed = ada.get("/api/v1/processes").await.is(200).json();
    assert_eq!((&listed["items"][0]["name"], &listed["next"]), (&json!("hello"), &json!(null)));
    ada.get("/api/v1/processes/nothing").await.is_problem(404, "/problems/not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_a_definition_is_told_with_line_and_column() {
    let world = World::start().await;
    let ada = world.somebody(Role::Operator).await;
    let faulty = HELLO.replace("    shell", "    shel");
    let check = ada.post("/api/v1/processes/check", json!({"definition": faulty})).await;
    let problem = check.is_problem(422, "/problems/validation").json();
    let errors = problem["errors"].as_array().unwrap();
    let shel = errors.iter().find(|error| error["path"] == "steps[0].shel").expect("the wrong key is named");
    assert_eq!((&shel["line"], &shel["column"]), (&json!(5), &json!(5)), "{problem}");
    ada.post("/api/v1/processes", json!({"definition": faulty}))
        .await
        .is_problem(422, "/problems/validation");
    let viewer = world.somebody(Role::Viewer).await;
    let fine = viewer.post("/api/v1/processes/check", json!({"definition": HELLO})).await.is(200).json();
    assert_eq!(fine["steps"][0]["id"], "say");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_longer_than_its_bound_and_one_that_is_no_definition_are_refused() {
    let world = World::start().await;
    let ada = world.somebody(Role::Operator).await;
    let long = format!("{HELLO}# {}\n", "x".repeat(256 << 10));
    ada.post("/api/v1/processes", json!({"definition": long})).await.is_problem(413, "/problems/too-large");
    ada.post("/api/v1/processes", json!({"definition": 7})).await.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_load_once_asked_for() {
    let world = World::start().await;
    let ada = world.somebody(Role::Operator).await;
    let loaded = ada.post("/api/v1/examples", json!({})).await.is(201).json();
    assert!(!loaded["items"].as_array().unwrap().is_empty());
    assert!(!ada.get("/api/v1/processes").await.json()["items"].as_array().unwrap().is_empty());
}
