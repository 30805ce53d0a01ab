//! How it leaves.

use std::time::Duration;

use serde_json::json;

use super::{Served, lull};
use crate::harness::{Caller, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_it_within_a_second_and_says_what_still_runs_and_what_may_be_restarted() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let flag = folder.path().join("began");
    let shell = format!("touch {}; while [ -e {} ]; do sleep 0.05; done", flag.display(), flag.display());
    let source = json!({"name": "patient", "kind": "global", "steps": [{"id": "wait", "shell": shell}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let id = admin.post("/api/v1/requests", json!({"process": "patient"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    while admin.get(&format!("/api/v1/requests/{id}")).await.json()["steps"][0]["status"] != "running"
        || !flag.exists()
    {}
    let mut events = admin.listens("/api/v1/status/events").await;
    events.next().await.unwrap();
    let (took, log) = served.is_told_to_stop();
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    let last = events.next_told().await.unwrap();
    assert_eq!((last.name.as_str(), last.json()), ("bye", json!({"why": "restart"})));
    let told = log.iter().find(|line| line["signal"] == "SIGTERM").expect("the signal is logged");
    assert_eq!((&told["running"], &told["steps"]), (&json!("patient"), &json!(1)), "{told}");
    assert!(told["restart_lull"].as_str().unwrap().starts_with("Yes"), "{told}");
    assert!(told["restart_host"].as_str().unwrap().starts_with("No"), "{told}");
    // The step goes on; the next server finds its end.
    std::fs::remove_file(flag).unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("PATH", "/usr/bin:/bin");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "succeeded");
    served.is_told_to_stop();
}
