//! Fault 5: what must go on under a hold: begun work, logging in, reading, changing the model.

use domain::duration::Span;
use http::Method;
use serde_json::json;

use crate::harness::{Caller, DONE, Db, Lull, PASSWORD, from_now, until};

/// A request that needs a person, then a sub-process, then one more step.
const DEEP: &str = r#"
name: deep
kind: global
steps:
  - id: ask
    manual: { prompt: "Go on?" }
  - id: inner
    needs: [ask]
    run_process: { process: done }
  - id: last
    needs: [inner]
    shell: "true"
"#;

const ASK: &str = "name: ask\nkind: global\nsteps:\n  - id: ask\n    manual: { prompt: \"Well?\" }\n";

async fn story(db: Db) {
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    let done = admin.has_process(DONE).await;
    admin.has_process(DEEP).await;
    admin.has_process(ASK).await;
    let deep = admin.starts("deep").await.is(201).id();
    let unwanted = admin.starts("ask").await.is(201).id();
    admin.maintenance(true).await.is(200);
    admin.starts("done").await.is(409);

    // Logging in, by REST and by the page.
    let user = json!({"username": "olga", "password": PASSWORD, "role": "operator"});
    let user = admin.post("/api/v1/users", user).await.is(201).id();
    let olga = Caller::logs_in(lull.url(), "olga").await;
    let login = olga
        .form("/app/session/in", &format!("username=olga&password={}&next=", PASSWORD.replace(' ', "+")))
        .await;
    assert!(matches!(login.status, 302 | 303) && !login.location.contains("login"), "{login:?}");
    // Reading.
    for path in
        ["requests", "processes", "maintenance", "maintenance/drain", "tasks", "missed", "settings/system"]
    {
        olga.get(&format!("/api/v1/{path}")).await.is(200);
    }
    // Changing the model: processes, settings, users, tokens.
    let changed = DONE.replace("outcome: succeeded", "outcome: succeeded, message: changed");
    admin.put(&format!("/api/v1/processes/{done}"), json!({"definition": changed})).await.is(200);
    olga.has_process(&DONE.replace("name: done", "name: another")).await;
    admin.put("/api/v1/settings/system", json!({"opening_pace": 60})).await.is(200);
    let edit = json!({"role": "administrator"});
    admin.tries(Method::PATCH, &format!("/api/v1/users/{user}"), Some(edit)).await.unwrap().is(200);
    let token = admin.post("/api/v1/tokens", json!({"name": "ci"})).await.is(201).json();
    let token = token["token"]["id"]
        .as_str()
        .or(token["id"].as_str())
        .unwrap_or_else(|| panic!("{token}"))
        .to_owned();
    admin.tries(Method::DELETE, &format!("/api/v1/tokens/{token}"), None).await.unwrap().is(204);
    // A future start changes the calendar, which is free.
    let ask = json!({"process": "done", "at": from_now(Span::from_secs(86_400))});
    let planned = admin.post("/api/v1/requests", ask).await.is(201).id();
    admin.post(&format!("/api/v1/requests/{planned}/cancel"), json!({})).await.is(200);
    // Ending what runs, and answering what waits.
    admin.post(&format!("/api/v1/requests/{unwanted}/cancel"), json!({})).await.is(200);
    let tasks = admin.get("/api/v1/tasks").await.is(200).json();
    let task = tasks["items"].as_array().unwrap().iter().find(|task| task["request"] == deep.as_str());
    let task = task.unwrap_or_else(|| panic!("{tasks}"))["id"].as_str().unwrap().to_owned();
    admin.post(&format!("/api/v1/tasks/{task}/respond"), json!({"outcome": "succeeded"})).await.is(200);
    let path = format!("/api/v1/requests/{deep}");
    until("the begun request ends", async || admin.get(&path).await.json()["ended"].is_string()).await;
    let ended = admin.get(&path).await.json();
    assert_eq!(ended["status"], "succeeded", "{ended}");
    assert_eq!(
        lull.look()
            .count("SELECT COUNT(*) FROM request WHERE parent IS NOT NULL AND status = 'succeeded'")
            .await,
        1
    );
    // All the while nothing else began.
    assert_eq!(lull.look().count("SELECT COUNT(*) FROM request WHERE began IS NOT NULL").await, 3);
    admin.starts("done").await.is(409);
    admin.quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_5_what_was_begun_goes_on_and_the_model_can_be_changed_under_a_hold_on_sqlite() {
    story(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_5_what_was_begun_goes_on_and_the_model_can_be_changed_under_a_hold_on_postgres() {
    story(Db::Postgres).await;
}
