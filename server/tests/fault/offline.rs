//! A window that takes the database offline, whole, on a real server: nothing of Lull leads to the database, what is
//! asked for meanwhile is told and kept, the server is killed in it, and nothing is lost when the database is back.

use std::path::Path;
use std::process::Output;

use serde_json::json;

use crate::harness::{Caller, Db, Lull, until};

/// Runs until a file is there, and writes down that it ran.
const PATIENT: &str = r#"
name: patient
kind: global
inputs: [{ name: folder, required: true }]
steps:
  - id: waits
    env: { FOLDER: "{{ inputs.folder }}" }
    shell: |
      echo ran >> "$FOLDER/ran"
      until [ -e "$FOLDER/go" ]; do sleep 0.1; done
  - id: after
    needs: [waits]
    shell: "true"
"#;

fn ctl(lull: &Lull, words: &[&str]) -> Output {
    let data = lull.data().display().to_string();
    let all: Vec<&str> = [&["ctl"], words, &["--data-dir", &data]].concat();
    lull.command(&all, "").output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn phase(caller: &Caller) -> String {
    caller.get("/api/v1/status").await.is(200).json()["phase"].as_str().unwrap_or_default().to_owned()
}

/// What of this server leads to its database.
async fn leads_there(lull: &Lull, db: Db) -> Vec<String> {
    if db == Db::Postgres {
        let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%' AND datname = current_database()";
        let count = lull.look().count(sql).await;
        return (count > 0).then(|| format!("{count} connections")).into_iter().collect();
    }
    let file = lull.data().join("lull.db");
    let open = std::fs::read_dir(format!("/proc/{}/fd", lull.pid())).unwrap().flatten();
    let targets = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let beside = ["lull.db-wal", "lull.db-shm"].map(|name| lull.data().join(name));
    targets
        .filter(|target| target.starts_with(&file) || beside.iter().any(|one| one == target))
        .chain(beside.iter().filter(|one| one.exists()).cloned())
        .map(|path| path.display().to_string())
        .collect()
}

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
    let folder = lull.path("folder");
    std::fs::create_dir(&folder).unwrap();
    let ask = json!({"process": "patient", "inputs": {"folder": folder.display().to_string()}});
    let running = admin.post("/api/v1/requests", ask.clone()).await.is(201).id();
    until("its step runs", async || folder.join("ran").exists()).await;

    let told = ctl(&lull, &["offline", "--for", "1h", "--message", "Back at four"]);
    assert!(told.status.success(), "{}", said(&told));
    until("it is offline", async || phase(&admin).await == "offline").await;
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
    std::fs::write(folder.join("go"), "").unwrap();
    let told = ctl(&lull, &["extend", "2h"]);
    assert!(told.status.success(), "{}", said(&told));
    let told = said(&ctl(&lull, &["status"]));
    assert!(told.contains("phase offline") && told.contains("it is yours"), "{told}");

    let told = ctl(&lull, &["reopen"]);
    assert!(told.status.success(), "{}", said(&told));
    until("it is open", async || phase(&admin).await == "open").await;
    let path = format!("/api/v1/requests/{running}");
    until("what ran has ended", async || admin.get(&path).await.json()["status"] == json!("succeeded")).await;
    assert_eq!(std::fs::read_to_string(folder.join("ran")).unwrap(), "ran\n", "{db:?}: it ran once");
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
