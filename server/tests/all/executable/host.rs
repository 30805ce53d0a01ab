//! The host's own commands, with and without a server.

use serde_json::{Value, json};

use super::{Served, lull, run, text};
use crate::harness::{Caller, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_reset_on_the_host_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD);
    let served = Served::start(command, 1);
    let reset = |words: &[&str]| {
        let done = run(folder.path(), words);
        assert!(done.status.success(), "{}", text(&done.stderr));
        text(&done.stdout).split("once: ").nth(1).unwrap().trim().to_owned()
    };
    let password = reset(&["user", "reset-password", "admin"]);
    Caller::new(served.url.clone()).logs_in("admin", &password).await;
    let status = run(folder.path(), &["ctl", "status", "--output", "json"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    assert_eq!((&status["url"], &status["status"]["phase"]), (&json!(served.url), &json!("open")));
    served.is_told_to_stop();

    let password = reset(&["user", "reset-password", "admin"]);
    let unknown = run(folder.path(), &["user", "reset-password", "nobody"]);
    assert_eq!(unknown.status.code(), Some(1));
    let served = Served::start(lull(folder.path(), &["serve"]), 1);
    Caller::new(served.url.clone()).logs_in("admin", &password).await;
    served.is_told_to_stop();
}

#[test]
fn a_status_without_a_data_folder_or_a_database_is_one_line_and_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let told = |words: &str| {
        let refused = run(folder.path(), &["ctl", "status"]);
        assert_eq!((refused.status.code(), text(&refused.stdout).as_str()), (Some(1), ""));
        let said = text(&refused.stderr);
        assert!(said.lines().count() == 1 && said.contains(words), "{said}");
    };
    told("there is no data folder ./data");
    assert!(!folder.path().join("data").exists());
    std::fs::create_dir(folder.path().join("data")).unwrap();
    told("holds no database");
    assert_eq!(std::fs::read_dir(folder.path().join("data")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_is_told_the_holds_and_what_will_be_adopted_while_no_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = lull(folder.path(), &["serve"]);
        command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
        Served::start(command, 1)
    };
    let served = serve();
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let flag = folder.path().join("began");
    let shell = format!("touch {0}; while [ -e {0} ]; do sleep 0.05; done", flag.display());
    let source = json!({"name": "patient", "kind": "global", "steps": [{"id": "wait", "shell": shell}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let id = admin.post("/api/v1/requests", json!({"process": "patient"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    while !flag.exists() {}
    let hold = json!({"enabled": true, "reason": "index rebuild"});
    admin.put("/api/v1/maintenance", hold).await.is(200);
    served.is_told_to_stop();

    let told = run(folder.path(), &["ctl", "status"]);
    let (said, errors) = (text(&told.stdout), text(&told.stderr));
    assert_eq!(told.status.code(), Some(0), "{errors}");
    for words in [
        "no server runs on the data folder ./data\n",
        "manual hold by admin since ",
        ": index rebuild\n",
        "under way: 1 request, 1 step; the next server adopts them\n",
        &format!("  {id} patient by admin since "),
        ", at wait\n",
        "restart the host or stop the database? No: patient still runs.\n",
    ] {
        assert!(said.contains(words), "no {words:?} in\n{said}");
    }
    let told = run(folder.path(), &["ctl", "status", "--output", "json"]);
    assert_eq!(told.status.code(), Some(0), "{}", text(&told.stderr));
    let status: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!((&status["pid"], &status["url"]), (&Value::Null, &Value::Null));
    assert_eq!((&status["status"]["phase"], &status["steps_running"]), (&json!("draining"), &json!(1)));
    assert_eq!(status["status"]["maintenance"]["holds"][0]["reason"], "index rebuild");
    assert_eq!(
        (&status["requests"][0]["id"], &status["restart"]["host"]["safe"]),
        (&json!(id), &json!(false))
    );

    // It only looked: the step goes on, and the next server finds its end.
    let served = serve();
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "running");
    std::fs::remove_file(flag).unwrap();
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "succeeded");
    served.is_told_to_stop();
}
