//! A window that takes the database offline, whole, on a real server: nothing of Lull leads to the database, what is
//! asked for meanwhile is told and kept, the server is killed in it, and nothing is lost when the database is back.

use std::path::Path;

use serde_json::json;

use crate::harness::{
    Db, Lull, PATIENT, Patient, ctl, does, goes_offline, leads_there, phase, said, status, until,
};

/// What the administrator does to the file in the window: a vacuumed copy takes its place.
async fn replaced(lull: &Lull, file: &Path) {
    let copy = file.with_extension("copy");
    let sql: &'static str = Box::leak(format!("VACUUM INTO '{}'", copy.display()).into_boxed_str());
    let mut own = lull.look().connect().await;
    own.run(sql).await;
    own.close().await;
    std::fs::rename(copy, file).unwrap();
}

async fn a_window_is_survived(db: Db) {
    let mut lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(PATIENT).await;
    let running = Patient::runs(&lull, &admin, "folder").await;
    goes_offline(&lull, &admin).await;
    assert_eq!(leads_there(&lull, db).await, Vec::<String>::new(), "{db:?}");

    admin.get("/healthz").await.is(200);
    assert_eq!(admin.get("/readyz").await.is(503).kind(), "/problems/offline");
    assert_eq!(admin.get("/api/v1/requests").await.is(503).kind(), "/problems/offline");
    let page = admin.page("/requests").await.is(503).text;
    assert!(page.contains("Lull is offline for maintenance") && page.contains("Back at four"), "{page}");
    assert!(page.contains("You stay logged in"), "{page}");
    assert!(admin.page("/calendar").await.is(200).text.contains("Offline from the host"));
    let login = json!({"username": "admin", "password": crate::harness::PASSWORD});
    assert_eq!(admin.post("/api/v1/sessions", login).await.is(503).kind(), "/problems/offline");
    let ask = json!({"process": "patient", "inputs": {"folder": running.folder.display().to_string()}});
    let refused = admin.post("/api/v1/requests", ask).await.is(503).json();
    let refused = refused["request"].as_str().expect("it will be on record").to_owned();

    lull.dies();
    if db == Db::Sqlite {
        replaced(&lull, &lull.data().join("lull.db")).await;
    }
    lull.starts();
    let admin = admin.at(lull.url());
    assert_eq!(phase(&admin).await, "offline", "a restart in the window comes up offline");
    assert_eq!(leads_there(&lull, db).await, Vec::<String>::new(), "{db:?}");
    let told = status(&lull);
    assert!(told.contains("the host: no, 1 step still runs on it"), "{told}");
    running.is_let_go();
    until("no step runs", async || status(&lull).contains("yes: the database is closed and no step runs"))
        .await;
    does(&lull, &["extend", "2h"]);
    let told = status(&lull);
    assert!(told.contains("phase offline") && told.contains("it is yours"), "{told}");

    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    running.ends_well(&admin).await;
    let kept = admin.get(&format!("/api/v1/requests/{refused}")).await.is(200).json();
    assert_eq!(kept["status"], json!("could_not_start"), "{db:?}");
    let audit = admin.get("/api/v1/audit?action=blackout").await.is(200).json();
    let actions: Vec<&str> =
        audit["items"].as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    for action in ["blackout.offline", "blackout.extend", "blackout.reopen_by_hand", "blackout.over"] {
        assert!(actions.contains(&action), "{action} is missing in {actions:?}");
    }
    let again = ctl(&lull, &["reopen"]);
    assert!(!again.status.success(), "{}", said(&again));
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_17_18_19_nothing_is_lost_in_a_window_on_sqlite() {
    a_window_is_survived(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_17_18_19_nothing_is_lost_in_a_window_on_postgres() {
    a_window_is_survived(Db::Postgres).await;
}
