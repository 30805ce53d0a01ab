//! Requests, their refusals and their tasks.

use domain::permission::Role;
use serde_json::{Value, json};

use crate::harness::{Caller, World};

const HELLO: &str = "name: hello\nkind: global\nsteps:\n  - id: say\n    shell: echo hello\n";
const ASK: &str = "name: ask\nkind: global\nsteps:\n  - id: sign-off\n    manual: { prompt: \"Is it right?\", comment: required }\n";

/// Waits, by the log's stream, until a request has ended; then reads it.
async fn ended(caller: &Caller, id: &str) -> Value {
    let mut events = caller.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    caller.get(&format!("/api/v1/requests/{id}")).await.is(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_runs_and_is_found_where_the_answer_said() {
    let world = World::start().await;
    world.has_process(HELLO).await;
    let ada = world.somebody(Role::Operator).await;
    let made = ada.post("/api/v1/requests", json!({"process": "hello"})).await.is(201);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location"), format!("/api/v1/requests/{id}"));
    assert!(id.starts_with("req_"));
    let request = ended(&ada, &id).await;
    assert_eq!((&request["status"], &request["actor"]["name"]), (&json!("succeeded"), &json!("operator")));
    assert_eq!(request["steps"][0]["outcome"], "succeeded");
    let listed = ada.get("/api/v1/requests?status=succeeded&process=hello&limit=1").await.is(200).json();
    assert_eq!(listed["items"][0]["id"], json!(id));
    let again = ada.post(&format!("/api/v1/requests/{id}/repeat"), json!({})).await.is(201).json();
    assert_eq!(again["source"], json!(id));
    ada.get("/api/v1/requests?status=done").await.is_problem(422, "/problems/validation");
    ada.get("/api/v1/requests?stauts=running").await.is_problem(422, "/problems/validation");
    ada.get("/api/v1/requests/req_7").await.is_problem(404, "/problems/not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_paged_by_its_cursor() {
    let world = World::start().await;
    world.has_process(HELLO).await;
    let ada = world.somebody(Role::Operator).await;
    for _ in 0..3 {
        ada.post("/api/v1/requests", json!({"process": "hello"})).await.is(201);
    }
    let first = ada.get("/api/v1/requests?limit=2").await.is(200).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let next = first["next"].as_str().unwrap();
    let second = ada.get(&format!("/api/v1/requests?limit=2&cursor={next}")).await.is(200).json();
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (1, &json!(null)));
    ada.get("/api/v1/requests?cursor=nonsense").await.is_problem(422, "/problems/validation");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_under_a_hold_is_409_with_its_record_and_can_be_made_good() {
    let world = World::start().await;
    world.has_process(HELLO).await;
    let (admin, ada) = (world.admin().await, world.somebody(Role::Operator).await);
    let edit = json!({"enabled": true, "reason": "index rebuild", "estimated_end": "2040-01-01T00:00:00Z"});
    admin.put("/api/v1/maintenance", edit).await.is(200);
    let refused = ada.post("/api/v1/requests", json!({"process": "hello"})).await;
    let problem = refused.is_problem(409, "/problems/could-not-start").json();
    assert_eq!((&problem["rule"], &problem["opens_at"]), (&json!("process"), &json!("2040-01-01T00:00:00Z")));
    assert!(problem["hold"].as_str().unwrap().starts_with("hold_"));
    let id = problem["request"]["id"].as_str().unwrap();
    let record = ada.get(&format!("/api/v1/requests/{id}")).await.is(200).json();
    assert_eq!(
        (&record["status"], &record["refusal"]["owner"]),
        (&json!("could_not_start"), &json!("admin"))
    );
    let missed = ada.get("/api/v1/missed").await.is(200).json();
    assert_eq!((&missed["items"][0]["request"], &missed["items"][0]["count"]), (&json!(id), &json!(1)));
    let good = ada.post(&format!("/api/v1/requests/{id}/run-when-open"), json!({})).await.is(201).json();
    assert_eq!((&good["status"], &good["source"]), (&json!("waiting_for_open"), &json!(id)));
    let bypass = json!({"process": "hello", "bypass": {"reason": "the pager"}});
    ada.post("/api/v1/requests", bypass.clone()).await.is_problem(403, "/problems/forbidden");
    assert_eq!(admin.post("/api/v1/requests", bypass).await.is(201).json()["bypass"]["reason"], "the pager");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_inputs_leave_no_record() {
    let world = World::start().await;
    world.has_process(HELLO).await;
    let ada = world.somebody(Role::Operator).await;
    let wrong = json!({"process": "hello", "inputs": {"colour": "red"}});
    ada.post("/api/v1/requests", wrong).await.is_problem(422, "/problems/validation");
    let past = json!({"process": "hello", "at": "1999-01-01T00:00:00Z"});
    ada.post("/api/v1/requests", past).await.is_problem(422, "/problems/validation");
    assert_eq!(ada.get("/api/v1/requests").await.json()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_task_is_answered_under_a_hold_and_its_request_goes_on() {
    let world = World::start().await;
    world.has_process(ASK).await;
    let (admin, ada) = (world.admin().await, world.somebody(Role::Operator).await);
    let id = ada.post("/api/v1/requests", json!({"process": "ask"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    admin.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let drain = ada.get("/api/v1/maintenance/drain").await.is(200).json();
    assert_eq!(
        (&drain["blockers"][0]["id"], &drain["blockers"][0]["waits_for_person"]),
        (&json!(id), &json!(true))
    );
    let task = ada.get("/api/v1/tasks").await.is(200).json()["items"][0].clone();
    assert_eq!((&task["request"], &task["prompt"]), (&json!(id), &json!("Is it right?")));
    let path = format!("/api/v1/tasks/{}", task["id"].as_str().unwrap());
    let silent = ada.post(&format!("{path}/respond"), json!({"outcome": "succeeded"})).await;
    silent.is_problem(422, "/problems/validation");
    ada.post(&format!("{path}/respond"), json!({"outcome": "succeeded", "comment": "yes"})).await.is(200);
    assert_eq!(ended(&ada, &id).await["status"], "succeeded");
    assert_eq!(ada.get(&path).await.is(200).json()["answer"]["comment"], "yes");
    assert_eq!(ada.get("/api/v1/tasks").await.json()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_request_is_cancelled_by_its_owner_and_not_by_another_who_only_reads() {
    let world = World::start().await;
    world.has_process(ASK).await;
    let ada = world.somebody(Role::Operator).await;
    let id = ada.post("/api/v1/requests", json!({"process": "ask"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let viewer = world.somebody(Role::Viewer).await;
    viewer
        .post(&format!("/api/v1/requests/{id}/cancel"), json!({}))
        .await
        .is_problem(403, "/problems/forbidden");
    ada.post(&format!("/api/v1/requests/{id}/cancel"), json!({})).await.is(200);
    assert_eq!(ended(&ada, &id).await["status"], "cancelled");
}
