//! Fault 19: the server dies when it has written to the database that came back, and before it is open. What it left
//! beside the file is its own: the next one reads it, opens, and has lost nothing that was told.

use serde_json::json;

use crate::harness::{Caller, DONE, Db, Lull, ctl, does, goes_offline, phase, until};

async fn is_refused(admin: &Caller) -> String {
    let answer = admin.starts("done").await.is(503).json();
    answer["request"].as_str().expect("it will be on record").to_owned()
}

async fn dies_halfway(db: Db) {
    let mut lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    lull.dies();
    assert!(lull.tries_to_start(&[("FAILPOINTS", "written-back=return")]));
    let admin = admin.at(lull.url());
    let refused = is_refused(&admin).await;
    // It may die before it has answered.
    ctl(&lull, &["reopen"]);
    until("it has died", async || lull.has_died()).await;
    lull.dies();
    if db == Db::Sqlite {
        let wal = lull.data().join("lull.db-wal").metadata().expect("it died with its -wal open");
        assert!(wal.len() > 0);
    }
    lull.starts();
    let admin = admin.at(lull.url());
    until("it is open", async || phase(&admin).await == "open").await;
    let kept = admin.get(&format!("/api/v1/requests/{refused}")).await.is(200).json();
    assert_eq!(kept["status"], json!("could_not_start"), "{db:?}");
    assert_eq!(admin.requests().await.len(), 1, "{db:?}: on record once");
    let over = lull.look().count("SELECT COUNT(*) FROM audit WHERE action = 'blackout.over'").await;
    assert_eq!(over, 1, "{db:?}");
    goes_offline(&lull, &admin).await;
    does(&lull, &["reopen"]);
    until("it is open again", async || phase(&admin).await == "open").await;
    admin.starts("done").await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_a_server_that_dies_halfway_back_is_finished_by_the_next_on_sqlite() {
    dies_halfway(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_19_a_server_that_dies_halfway_back_is_finished_by_the_next_on_postgres() {
    dies_halfway(Db::Postgres).await;
}
