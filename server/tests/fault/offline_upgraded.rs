//! Fault 46, as far as one version can tell it: in a window the server is stopped, and started from another executable.
//! Steps go on under their supervisors, and the window goes on.

use std::path::Path;
use std::process::Command;

use crate::harness::{
    Db, Lull, PATIENT, Patient, children, does, goes_offline, leads_there, mentioning, phase, until,
};

async fn a_server_is_upgraded(db: Db) {
    let mut lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(PATIENT).await;
    let running = Patient::runs(&lull, &admin, "folder").await;
    goes_offline(&lull, &admin).await;
    let supervisors = children(lull.pid());
    assert_eq!(supervisors.len(), 1, "one supervisor");
    lull.is_told_to_leave();

    let upgraded = lull.path("lull-upgraded");
    // By another process: one that is written by this one cannot be run while a test beside it forks.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_lull")).arg(&upgraded).status().unwrap();
    assert!(copied.success());
    lull.is_upgraded_to(upgraded.clone());
    lull.starts();
    let runs = std::fs::read_link(format!("/proc/{}/exe", lull.pid())).unwrap();
    assert_eq!(runs, upgraded.canonicalize().unwrap());
    let admin = admin.at(lull.url());
    assert_eq!(phase(&admin).await, "offline");
    assert_eq!(leads_there(&lull, db).await, Vec::<String>::new(), "{db:?}");
    let goes_on = Path::new("/proc").join(supervisors[0].to_string()).join("exe").exists();
    assert!(goes_on && !mentioning(&running.folder).is_empty(), "the step goes on under its supervisor");

    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    running.is_let_go();
    running.ends_well(&admin).await;
    let new = Patient::runs(&lull, &admin, "after").await;
    new.is_let_go();
    new.ends_well(&admin).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_46_a_window_goes_on_under_an_upgraded_executable_on_sqlite() {
    a_server_is_upgraded(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_46_a_window_goes_on_under_an_upgraded_executable_on_postgres() {
    a_server_is_upgraded(Db::Postgres).await;
}
