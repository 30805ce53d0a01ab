//! Fault 22: a PostgreSQL database is dropped in the window and restored from a dump made before a request ran to its
//! end. What the dump holds as running is given up, and never run again (rule 42).

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::harness::{
    Caller, Cluster, DONE, Look, Lull, PATIENT, Patient, does, goes_offline, phase, program, until,
};

/// Runs one of PostgreSQL's programs on a database.
fn runs(name: &str, database: &str, words: &[&str], file: &Path) {
    let done =
        Command::new(program(name)).arg(database).args(words).arg("--file").arg(file).output().unwrap();
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
}

async fn epoch(admin: &Caller) -> u64 {
    admin.get("/api/v1/status").await.is(200).json()["epoch"].as_u64().expect("an epoch")
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_a_database_restored_from_an_older_dump_runs_nothing_again() {
    let cluster = Cluster::starts().await;
    let mut own = Look::at(Some(cluster.url.as_str()), Path::new("")).connect().await;
    own.run("CREATE DATABASE lull").await;
    let url = cluster.database("lull");
    let lull = Lull::at(Some(url.clone()), &[]);
    let admin = lull.admin().await;
    for process in [PATIENT, DONE] {
        admin.has_process(process).await;
    }
    let old = Patient::runs(&lull, &admin, "folder").await;
    let dump = lull.path("dump.sql");
    runs("pg_dump", &url, &[], &dump);
    old.is_let_go();
    old.ends_well(&admin).await;
    let before = epoch(&admin).await;

    goes_offline(&lull, &admin).await;
    // Refused by PostgreSQL while anybody is connected.
    own.run("DROP DATABASE lull").await;
    own.run("CREATE DATABASE lull").await;
    own.close().await;
    runs("psql", &url, &["--quiet", "--set=ON_ERROR_STOP=1"], &dump);
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;

    let given_up = async || admin.get(&old.path).await.is(200).json()["status"] == json!("failed");
    until("what the dump had running is given up", given_up).await;
    let request = admin.get(&old.path).await.is(200).json();
    assert_eq!(request["steps"][0]["outcome"], json!("interrupted"), "{request}");
    assert!(epoch(&admin).await > before);
    let audit = admin.get("/api/v1/audit?action=blackout.restored").await.is(200).json();
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(1), "{audit}");
    let new = Patient::runs(&lull, &admin, "after").await;
    new.is_let_go();
    new.ends_well(&admin).await;
    assert_eq!(old.times(), 1, "its step ran again");
}
