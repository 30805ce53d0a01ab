//! Fault 4: under a hold nothing starts by any entrance; each attempt is on record as Could Not Start, and audited.

use domain::duration::Span;
use serde_json::{Value, json};

use crate::harness::{Caller, DONE, Db, Lull, from_now, until};

async fn is_refused(lull: &Lull, admin: &Caller, id: &str, rule: &str, entrance: &str) {
    let request = admin.get(&format!("/api/v1/requests/{id}")).await.is(200).json();
    assert_eq!(request["status"], "could_not_start", "{entrance}: {request}");
    assert_eq!((&request["refusal"]["rule"], &request["began"]), (&json!(rule), &Value::Null), "{entrance}");
    let audit = admin.get("/api/v1/audit?limit=200").await.is(200).json();
    let entries = audit["items"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["subject"] == id && entry["action"] == "request.refused");
    assert!(entry.is_some(), "{entrance} is not in the audit");
    assert_eq!(lull.look().count("SELECT COUNT(*) FROM request WHERE status = 'running'").await, 0);
}

/// The id that a path of a request's page ends with.
fn led_to(location: &str) -> String {
    let id = location.rsplit_once("/requests/").unwrap_or_else(|| panic!("it leads to {location:?}")).1;
    id.split(['?', '#']).next().unwrap().to_owned()
}

async fn command(lull: &Lull, admin: &Caller, words: &[&str]) -> (Option<i32>, Value) {
    let mut command = lull.command(words, admin.token());
    command.args(["--output", "json"]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let json =
        text.find('{').and_then(|at| serde_json::Deserializer::from_str(&text[at..]).into_iter().next());
    (output.status.code(), json.and_then(Result::ok).unwrap_or_else(|| panic!("no JSON: {text}")))
}

async fn story(db: Db) {
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    let process = admin.has_process(DONE).await;
    let earlier = admin.starts("done").await.is(201).id();
    let planned = json!({"process": "done", "at": from_now(Span::from_secs(3))});
    let planned = admin.post("/api/v1/requests", planned).await.is(201).id();
    admin.maintenance(true).await.is(200);

    let rest = admin.starts("done").await.is(409);
    assert_eq!(rest.kind(), "/problems/could-not-start");
    let refused = rest.id();
    is_refused(&lull, &admin, &refused, "process", "REST").await;

    let form = admin.form("/app/requests/start", &format!("process={process}&at=&zone=UTC")).await;
    assert!(matches!(form.status, 302 | 303), "{}: {}", form.status, form.text);
    is_refused(&lull, &admin, &led_to(&form.location), "process", "the page's form").await;

    let (code, said) = command(&lull, &admin, &["request", "run", "done"]).await;
    assert_eq!(code, Some(3), "{said}");
    is_refused(&lull, &admin, said["request"]["id"].as_str().unwrap(), "process", "the command line").await;

    let repeat = admin.post(&format!("/api/v1/requests/{earlier}/repeat"), json!({})).await.is(409);
    is_refused(&lull, &admin, &repeat.id(), "repeat", "a repeat by REST").await;
    let repeat = admin.form("/app/requests/repeat", &format!("id={earlier}")).await;
    is_refused(&lull, &admin, &led_to(&repeat.location), "repeat", "a repeat by the page").await;
    let (code, said) = command(&lull, &admin, &["request", "repeat", &earlier]).await;
    assert_eq!(code, Some(3), "{said}");
    is_refused(
        &lull,
        &admin,
        said["request"]["id"].as_str().unwrap(),
        "repeat",
        "a repeat by the command line",
    )
    .await;

    let path = format!("/api/v1/requests/{planned}");
    until("the one-shot's instant", async || admin.get(&path).await.json()["status"] != "scheduled").await;
    is_refused(&lull, &admin, &planned, "calendar", "a one-shot").await;

    // One that waits for the gate goes on waiting: it is no start until it opens.
    let waits =
        admin.post(&format!("/api/v1/requests/{refused}/run-when-open"), json!({})).await.is(201).id();
    let ticks = || async {
        let metrics = admin.get("/metrics").await.is(200).text;
        let line = metrics.lines().find(|line| line.starts_with("lull_ticks_total"));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
            .unwrap_or_else(|| panic!("{metrics}"))
    };
    let before = ticks().await;
    until("two ticks", async || ticks().await >= before + 2).await;
    let path = format!("/api/v1/requests/{waits}");
    assert_eq!(admin.get(&path).await.json()["status"], "waiting_for_open");
    assert_eq!(
        lull.look().count("SELECT COUNT(*) FROM request WHERE began IS NOT NULL").await,
        1,
        "the earlier one"
    );

    admin.maintenance(false).await.is(200);
    until("the one that waited ran", async || admin.get(&path).await.json()["status"] == "succeeded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_4_every_entrance_is_refused_under_a_hold_and_on_record_on_sqlite() {
    story(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_4_every_entrance_is_refused_under_a_hold_and_on_record_on_postgres() {
    story(Db::Postgres).await;
}
