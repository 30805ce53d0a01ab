//! Fault 16: the database hangs when a window begins, or before it is even planned. Lull is offline by its deadline all the
//! same, nothing of it leads there, and it comes back when the database does.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{
    Caller, Cluster, DONE, Db, Lull, PASSWORD, PATIENT, Patient, ctl, does, phase, status, until,
};

#[tokio::test(flavor = "multi_thread")]
async fn fault_16_a_database_that_hangs_at_the_start_is_let_go_of_by_the_deadline() {
    let cluster = Cluster::starts().await;
    let lull = Lull::at(Some(cluster.url.clone()), &[]);
    let admin = lull.admin().await;
    for process in [PATIENT, DONE] {
        admin.has_process(process).await;
    }
    does(&lull, &["offline", "--for", "1h"]);
    // The state file was written before it began.
    let running = Patient::runs(&lull, &admin, "folder").await;
    cluster.hangs();
    let began = Instant::now();
    until("it is offline", async || phase(&admin).await == "offline").await;
    // Two seconds until the start, ten for the closing, and one for this test to look.
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    let told = status(&lull);
    assert!(told.contains("by force"), "{told}");
    admin.get("/healthz").await.is(200);
    cluster.goes_on();
    let ours = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%'";
    until("the server has noticed that nobody is there", async || lull.look().count(ours).await == 0).await;
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    running.is_let_go();
    running.ends_well(&admin).await;
    admin.starts("done").await.is(201);
}

/// How long `lull ctl offline` may take: five seconds for the database to record it, and a little.
const PLANNED: Duration = Duration::from_secs(8);

/// Somebody who stays logged in, and what runs: all of it is known should the database hang at the next moment.
async fn prepared(lull: &Lull) -> (Caller, Patient) {
    let admin = lull.admin().await;
    for process in [PATIENT, DONE] {
        admin.has_process(process).await;
    }
    let ada = json!({"username": "ada", "password": PASSWORD, "role": "viewer"});
    admin.post("/api/v1/users", ada).await.is(201);
    let running = Patient::runs(lull, &admin, "folder").await;
    (admin, running)
}

/// Goes offline without the database, and once more after it was killed.
async fn goes_offline_without_it(lull: &mut Lull, admin: Caller) -> Caller {
    let began = Instant::now();
    does(lull, &["offline", "--for", "1h", "--reason", "the disk is slow"]);
    assert!(began.elapsed() < PLANNED, "{:?}", began.elapsed());
    until("it is offline", async || phase(&admin).await == "offline").await;
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    // One that cannot let go of a file may be replaced in these moments.
    let is_told = async || String::from_utf8_lossy(&ctl(lull, &["status"]).stdout).contains("phase offline");
    until("the host is told", is_told).await;
    lull.dies();
    lull.starts();
    let admin = admin.at(lull.url());
    assert_eq!(phase(&admin).await, "offline", "a restart comes up offline");
    let told = status(lull);
    assert!(told.contains("phase offline") && told.contains("Offline from the host by host"), "{told}");
    admin
}

/// The database is there again: everything goes on, and the window is on record.
async fn comes_back(lull: &Lull, admin: &Caller, running: &Patient) {
    does(lull, &["reopen"]);
    until("it is open", async || phase(admin).await == "open").await;
    running.is_let_go();
    running.ends_well(admin).await;
    admin.starts("done").await.is(201);
    let listed = admin.get("/api/v1/blackouts").await.is(200).json();
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{listed}");
    assert_eq!(items[0]["name"], json!("Offline from the host"));
    assert_eq!(items[0]["reason"], json!("the disk is slow"));
    assert_eq!(items[0]["occurrence"]["stage"]["stage"], json!("ended"), "{listed}");
    let audit = admin.get("/api/v1/audit?action=blackout").await.is(200).json();
    let entries = audit["items"].as_array().unwrap();
    for action in ["create", "close", "offline", "reopen_by_hand", "over"] {
        let is_it = |entry: &&serde_json::Value| entry["action"] == json!(format!("blackout.{action}"));
        assert_eq!(entries.iter().filter(is_it).count(), 1, "{action}: {audit}");
    }
    let created = entries.iter().find(|entry| entry["action"] == json!("blackout.create")).unwrap();
    assert_eq!(created["actor"]["name"], json!("host"));
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_16_the_host_takes_a_database_offline_that_hangs_already() {
    let cluster = Cluster::starts().await;
    let mut lull = Lull::at(Some(cluster.url.clone()), &[]);
    let (admin, running) = prepared(&lull).await;
    cluster.hangs();
    let told = status(&lull);
    assert!(told.contains("phase open") && told.contains("lull ctl offline lets go of it"), "{told}");
    let admin = goes_offline_without_it(&mut lull, admin).await;
    cluster.goes_on();
    comes_back(&lull, &admin, &running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_the_host_takes_a_file_offline_that_somebody_else_has_locked() {
    let mut lull = Lull::on(Db::Sqlite).await;
    let (admin, running) = prepared(&lull).await;
    let mut other = lull.look().connect().await;
    other.run("BEGIN EXCLUSIVE").await;
    let admin = goes_offline_without_it(&mut lull, admin).await;
    other.run("ROLLBACK").await;
    other.close().await;
    comes_back(&lull, &admin, &running).await;
}
