//! Fault 6: the server dies right before and right after each of its commits, one after another, and what is found
//! afterwards is legal: what was acknowledged stands, and everything goes on to its end.

use http::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Caller, Db, Lull, until};

const ASK: &str = r#"
name: ask
kind: global
steps:
  - id: build
    shell: echo "total=42" >> "$LULL_OUTPUT"
  - id: sign
    needs: [build]
    manual: { prompt: "Is {{ steps.build.output.total }} right?" }
  - id: nested
    needs: [sign]
    run_process: { process: done }
"#;

/// What was acknowledged until the server died.
#[derive(Default)]
struct Told {
    /// The mode as last acknowledged, and one that was asked for and not answered.
    mode: bool,
    asked: Option<bool>,
    /// Requests by id, with the statuses in which each may be found.
    requests: Vec<(String, &'static [&'static str])>,
}

/// Somebody who does one thing after another, until the server is gone.
struct Script<'a> {
    admin: &'a Caller,
    told: Told,
}

const BEGUN: &[&str] = &["running", "succeeded"];
const REFUSED: &[&str] = &["could_not_start"];
const WAITS: &[&str] = &["waiting_for_open", "running", "succeeded"];
const CANCELLED: &[&str] = &["running", "cancelled"];

impl Script<'_> {
    async fn post(&self, path: &str, body: Value) -> Option<Answer> {
        self.admin.tries(Method::POST, path, Some(body)).await
    }

    async fn starts(&mut self, process: &str, status: u16, then: &'static [&'static str]) -> Option<String> {
        let id = self.post("/api/v1/requests", json!({"process": process})).await?.is(status).id();
        self.told.requests.push((id.clone(), then));
        Some(id)
    }

    async fn sets(&mut self, enabled: bool) -> Option<()> {
        self.told.asked = Some(enabled);
        let edit = json!({"enabled": enabled, "reason": "every write"});
        self.admin.tries(Method::PUT, "/api/v1/maintenance", Some(edit)).await?.is(200);
        (self.told.mode, self.told.asked) = (enabled, None);
        Some(())
    }

    /// The open task of a request, once there is one.
    async fn task_of(&self, request: &str) -> Option<String> {
        loop {
            let found =
                self.admin.tries(Method::GET, &format!("/api/v1/requests/{request}"), None).await?.is(200);
            if let Some(task) = found.json()["steps"][1]["task"].as_str() {
                return Some(task.to_owned());
            }
            tokio::task::yield_now().await;
        }
    }

    async fn runs(&mut self) -> Option<()> {
        let asked = self.starts("ask", 201, BEGUN).await?;
        let task = self.task_of(&asked).await?;
        self.sets(true).await?;
        let refused = self.starts("done", 409, REFUSED).await?;
        let waits =
            self.post(&format!("/api/v1/requests/{refused}/run-when-open"), json!({})).await?.is(201).id();
        self.told.requests.push((waits, WAITS));
        self.post(&format!("/api/v1/tasks/{task}/respond"), json!({"outcome": "succeeded"})).await?.is(200);
        self.sets(false).await?;
        let cancelled = self.starts("long", 201, CANCELLED).await?;
        self.post(&format!("/api/v1/requests/{cancelled}/cancel"), json!({})).await?.is(200);
        Some(())
    }
}

/// A server that was armed to die: plays the script, and says what was acknowledged; none when it lived to the end.
async fn struck(lull: &mut Lull, admin: &Caller, point: &str, survived: usize) -> Option<Told> {
    let armed = format!("{point}={survived}*off->return");
    if !lull.tries_to_start(&[("FAILPOINTS", &armed)]) {
        return Some(Told::default());
    }
    let admin = admin.at(lull.url());
    let mut script = Script { admin: &admin, told: Told::default() };
    let done = script.runs().await;
    if done.is_some() && !lull.has_died() {
        lull.dies();
        return None;
    }
    lull.dies();
    Some(script.told)
}

async fn story(db: Db, point: &str) {
    let mut lull = Lull::on(db).await;
    let mut admin = lull.admin().await;
    admin.has_process(crate::harness::DONE).await;
    admin.has_process(ASK).await;
    admin.has_process("name: long\nkind: global\nsteps: [{ id: sleep, shell: sleep 600 }]").await;
    let settings = json!({"opening_pace": 600});
    admin.put("/api/v1/settings/system", settings).await.is(200);
    lull.dies();
    let mut survived = 0;
    let mut struck_at = 0;
    while let Some(told) = struck(&mut lull, &admin, point, survived).await {
        survived += 1;
        struck_at += 1;
        lull.starts();
        admin = admin.at(lull.url());
        let found = admin.get("/api/v1/maintenance").await.is(200).json()["enabled"].as_bool().unwrap();
        assert!(
            [Some(told.mode), told.asked].contains(&Some(found)),
            "{point} {survived}: the mode is {found}"
        );
        for (id, statuses) in &told.requests {
            let request = admin.get(&format!("/api/v1/requests/{id}")).await.is(200).json();
            let status = request["status"].as_str().unwrap();
            assert!(statuses.contains(&status), "{point} {survived}: {request}");
        }
        goes_on_to_its_end(&admin).await;
        lull.dies();
    }
    println!("died {struck_at} times at {point}");
    assert!(struck_at > 3, "the script has more writes than that");
}

/// Answers what is still asked, cancels what would sleep, and sees everything end.
async fn goes_on_to_its_end(admin: &Caller) {
    admin.maintenance(false).await.is(200);
    until("everything has ended", async || {
        for task in admin.get("/api/v1/tasks").await.is(200).json()["items"].as_array().unwrap() {
            let path = format!("/api/v1/tasks/{}/respond", task["id"].as_str().unwrap());
            admin.post(&path, json!({"outcome": "succeeded"})).await.is(200);
        }
        let mut open = false;
        for status in ["running", "waiting_for_open"] {
            let page = admin.get(&format!("/api/v1/requests?status={status}")).await.is(200).json();
            for request in page["items"].as_array().unwrap() {
                open = true;
                if request["process"]["name"] == "long" {
                    admin
                        .post(
                            &format!("/api/v1/requests/{}/cancel", request["id"].as_str().unwrap()),
                            json!({}),
                        )
                        .await;
                }
            }
        }
        !open
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_before_any_commit_leaves_what_was_acknowledged_on_sqlite() {
    story(Db::Sqlite, "commit-before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_after_any_commit_leaves_what_was_acknowledged_on_sqlite() {
    story(Db::Sqlite, "commit-after").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_before_any_commit_leaves_what_was_acknowledged_on_postgres() {
    story(Db::Postgres, "commit-before").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_after_any_commit_leaves_what_was_acknowledged_on_postgres() {
    story(Db::Postgres, "commit-after").await;
}
