//! Faults 6 and 8: the server is killed with -9 at random points, and nothing that it acknowledged is lost.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use http::Method;
use rustix::process::Signal;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Caller, Chance, Db, Lull, children, kill, mentioning, rounds, until, zombies};

/// Each step leaves a mark each time that it runs. `second` may be tried again when it was interrupted.
const MARK: &str = r#"
name: mark
kind: global
inputs: [{ name: marks, required: true }]
steps:
  - id: first
    env: { MARKS: "{{ inputs.marks }}" }
    shell: |
      echo "$LULL_REQUEST first" >> "$MARKS"
      sleep 0.1
  - id: second
    needs: [first]
    env: { MARKS: "{{ inputs.marks }}" }
    retry: { attempts: 5, on: [interrupted], delay: 0s }
    shell: |
      echo "$LULL_REQUEST second" >> "$MARKS"
      sleep 0.1
"#;

/// What a client was told before the server died.
#[derive(Default)]
struct Told {
    /// Requests by id, and whether they began.
    requests: Vec<(String, bool)>,
    /// The mode as last acknowledged, and the one that was asked for and not answered.
    mode: Option<bool>,
    asked: Option<bool>,
}

/// Starts requests until the server is gone.
async fn starter(admin: Caller, marks: String, mut chance: Chance) -> Told {
    let mut told = Told::default();
    loop {
        let ask = json!({"process": "mark", "inputs": {"marks": marks}});
        let Some(answer) = admin.tries(Method::POST, "/api/v1/requests", Some(ask)).await else {
            return told;
        };
        match answer.status {
            201 => told.requests.push((answer.id(), true)),
            409 => told.requests.push((answer.id(), false)),
            other => panic!("a start was answered {other}: {}", answer.text),
        }
        tokio::time::sleep(chance.millis(10, 60)).await;
    }
}

/// Ticks and unticks the box until the server is gone.
async fn toggler(admin: Caller, mut mode: bool, mut chance: Chance) -> Told {
    let mut told = Told { mode: Some(mode), ..Told::default() };
    loop {
        mode = !mode;
        told.asked = Some(mode);
        let edit = json!({"enabled": mode, "reason": "kill"});
        let Some(answer) = admin.tries(Method::PUT, "/api/v1/maintenance", Some(edit)).await else {
            return told;
        };
        assert_eq!(answer.is(200).json()["enabled"], mode);
        (told.mode, told.asked) = (Some(mode), None);
        tokio::time::sleep(chance.millis(5, 80)).await;
    }
}

async fn story(db: Db) {
    let mut chance = Chance::seeded();
    let mut lull = Lull::on(db).await;
    let mut admin = lull.admin().await;
    admin.has_process(MARK).await;
    let marks = lull.path("marks");
    let mut known: Vec<(String, bool)> = Vec::new();
    let mut mode = false;
    let mut torn = 0;
    for round in 0..rounds(5, 60) {
        let mut clients = JoinSet::new();
        for _ in 0..2 {
            clients.spawn(starter(admin.clone(), marks.display().to_string(), chance.split()));
        }
        clients.spawn(toggler(admin.clone(), mode, chance.split()));
        tokio::time::sleep(chance.millis(100, 900)).await;
        let supervisors = children(lull.pid());
        lull.dies();
        if round % 2 == 1 {
            // The host's memory ran out, say: what it ran is gone too, and that must be said.
            supervisors.iter().for_each(|pid| kill(*pid, Signal::KILL));
            torn += supervisors.len();
        }
        let told = clients.join_all().await;
        lull.starts();
        admin = admin.at(lull.url());
        let found = admin.get("/api/v1/maintenance").await.is(200).json()["enabled"].as_bool().unwrap();
        for client in told {
            if let Some(acknowledged) = client.mode {
                let possible = [Some(acknowledged), client.asked];
                assert!(
                    possible.contains(&Some(found)),
                    "round {round}: the mode is {found}, of {possible:?}"
                );
            }
            known.extend(client.requests);
        }
        mode = found;
    }
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    let requests = admin.requests().await;
    acknowledged_are_on_record(&known, &requests);
    nothing_ran_twice_unsaid(&requests, &marks);
    until("no step is left", async || mentioning(&marks).is_empty()).await;
    until("no supervisor is left", async || children(lull.pid()).is_empty()).await;
    until("nothing is left to be waited for", async || zombies(lull.pid()).is_empty()).await;
    let begun = known.iter().filter(|(_, began)| *began).count();
    println!("{} acknowledged, {begun} of them begun; {torn} supervisors killed", known.len());
    assert!(begun > 0 && begun < known.len(), "both starts and refusals were acknowledged");
}

fn acknowledged_are_on_record(known: &[(String, bool)], requests: &[Value]) {
    let found: HashMap<&str, &Value> =
        requests.iter().map(|request| (request["id"].as_str().unwrap(), request)).collect();
    for (id, began) in known {
        let request =
            found.get(id.as_str()).unwrap_or_else(|| panic!("{id} was acknowledged and is not on record"));
        assert_eq!(request["began"].is_string(), *began, "{request}");
        assert_eq!(request["status"] == "could_not_start", !began, "{request}");
    }
}

/// Every request has ended, and each step ran at most as often as its record says.
fn nothing_ran_twice_unsaid(requests: &[Value], marks: &Path) {
    let text = std::fs::read_to_string(marks).unwrap();
    let mut ran: HashMap<&str, u64> = HashMap::new();
    for line in text.lines() {
        *ran.entry(line).or_default() += 1;
    }
    for request in requests {
        assert!(request["ended"].is_string(), "it did not end: {request}");
        for step in request["steps"].as_array().unwrap() {
            let mark = format!("{} {}", request["id"].as_str().unwrap(), step["id"].as_str().unwrap());
            let (times, attempts) =
                (ran.remove(mark.as_str()).unwrap_or(0), step["attempt"].as_u64().unwrap());
            assert!(times <= attempts, "{mark} ran {times} times: {step}");
            match step["outcome"].as_str().unwrap() {
                "succeeded" => assert!(times > 0, "{mark} never ran: {step}"),
                "interrupted" => assert!(attempts > 0, "{step}"),
                "skipped" => assert_eq!(times, 0, "{mark} was skipped and ran: {step}"),
                other => panic!("{other}: {step}"),
            }
        }
    }
    assert!(ran.is_empty(), "these ran and are not on record: {ran:?}");
}

/// The worst that a single test may wait for the end of all that was begun.
const BOUND: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn fault_8_kills_at_random_points_lose_nothing_acknowledged_on_sqlite() {
    tokio::time::timeout(BOUND, story(Db::Sqlite)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_8_kills_at_random_points_lose_nothing_acknowledged_on_postgres() {
    tokio::time::timeout(BOUND, story(Db::Postgres)).await.unwrap();
}
