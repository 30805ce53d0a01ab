//! Fault 22: the schema is changed in the window to one that this executable does not know. It is refused with words,
//! and Lull stays offline until it is gone.

use crate::harness::{DONE, Db, Lull, does, goes_offline, phase, status, until};

const TOMORROW: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                        SELECT 9999, 'from tomorrow', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";

async fn changes(lull: &Lull, sql: &'static str) {
    let mut own = lull.look().connect().await;
    own.run(sql).await;
    own.close().await;
}

async fn an_unknown_schema_is_refused(db: Db) {
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    changes(&lull, TOMORROW).await;
    does(&lull, &["reopen"]);
    until("it says why", async || status(&lull).contains("migration 9999")).await;
    let told = status(&lull);
    assert!(told.contains("phase reopening") && told.contains("schema"), "{told}");
    assert_eq!(admin.get("/readyz").await.is(503).kind(), "/problems/offline");
    assert_eq!(admin.starts("done").await.is(503).kind(), "/problems/offline");
    changes(&lull, "DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    until("it is open", async || phase(&admin).await == "open").await;
    admin.starts("done").await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_a_schema_of_tomorrow_is_refused_with_words_until_it_is_gone_on_sqlite() {
    an_unknown_schema_is_refused(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_22_a_schema_of_tomorrow_is_refused_with_words_until_it_is_gone_on_postgres() {
    an_unknown_schema_is_refused(Db::Postgres).await;
}
