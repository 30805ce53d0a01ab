//! Fault 15: browsers that leave at random times, in the middle of reads and writes.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::harness::{Caller, Chance, DONE, Db, Lull, rounds, until};

/// Connections that stand in the middle of a transaction and do nothing.
const IDLE_IN_TRANSACTION: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%' \
     AND datname = current_database() AND state LIKE 'idle in transaction%'";
/// Connections that Lull has and that do anything.
const BUSY: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%' \
     AND datname = current_database() AND state <> 'idle'";
/// Sessions that the database ended because they stood idle in a transaction: its own bound hides what was lost.
const ENDED: &str =
    "SELECT sessions_fatal + sessions_killed FROM pg_stat_database WHERE datname = current_database()";

/// Sends a call and leaves at some time, before or after the answer.
async fn leaves(addr: String, call: String, after: Duration, abruptly: bool) {
    let mut socket = TcpStream::connect(&addr).await.unwrap();
    if abruptly {
        // A reset, as when a laptop is shut or a proxy gives up.
        socket.set_zero_linger().unwrap();
    }
    socket.write_all(call.as_bytes()).await.unwrap();
    let mut some = [0; 64];
    let _ = tokio::time::timeout(after, socket.read(&mut some)).await;
}

fn calls(admin: &Caller, addr: &str, chance: &mut Chance) -> String {
    let body = |method: &str, path: &str, body: String| {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {addr}\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            admin.bearer(),
            body.len()
        )
    };
    match chance.below(10) {
        0..5 => body("POST", "/api/v1/requests", json!({"process": "done"}).to_string()),
        5 => body("PUT", "/api/v1/maintenance", json!({"enabled": true, "reason": "leaving"}).to_string()),
        6 => body("PUT", "/api/v1/maintenance", json!({"enabled": false}).to_string()),
        7 => format!(
            "GET /requests HTTP/1.1\r\nHost: {addr}\r\nCookie: {}\r\nAccept: text/html\r\n\r\n",
            admin.cookie()
        ),
        8 => format!(
            "GET /maintenance HTTP/1.1\r\nHost: {addr}\r\nCookie: {}\r\nAccept: text/html\r\n\r\n",
            admin.cookie()
        ),
        _ => format!("GET /api/v1/requests HTTP/1.1\r\nHost: {addr}\r\n{}\r\n", admin.bearer()),
    }
}

async fn story(db: Db) {
    let mut chance = Chance::seeded();
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let addr = lull.url().trim_start_matches("http://").to_owned();
    let before = if matches!(db, Db::Postgres) { lull.look().count(ENDED).await } else { 0 };
    let all = rounds(1_000, 10_000);
    let (mut callers, mut starts) = (JoinSet::new(), 0);
    for _ in 0..all {
        let call = calls(&admin, &addr, &mut chance);
        starts += i64::from(call.starts_with("POST"));
        let (after, abruptly) = (
            if chance.below(2) == 0 { chance.millis(0, 20) } else { chance.millis(20, 400) },
            chance.below(2) == 0,
        );
        callers.spawn(leaves(addr.clone(), call, after, abruptly));
        while callers.len() >= 32 {
            callers.join_next().await.unwrap().unwrap();
        }
    }
    callers.join_all().await;
    let look = lull.look();
    if matches!(db, Db::Postgres) {
        until("the database has done what was asked", async || look.count(BUSY).await == 0).await;
        assert_eq!(look.count(IDLE_IN_TRANSACTION).await, 0);
        assert_eq!(look.count(ENDED).await, before, "the database had to end sessions of Lull");
    }
    // The pool is whole: more calls at once than it has connections.
    admin.maintenance(false).await.is(200);
    let mut at_once = JoinSet::new();
    for _ in 0..48 {
        let admin = admin.clone();
        at_once.spawn(async move { admin.starts("done").await.status });
    }
    assert!(at_once.join_all().await.into_iter().all(|status| status == 201));
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    // What was begun is whole: each row has its entry in the audit, and has ended.
    let rows = look.count("SELECT COUNT(*) FROM request").await - 48;
    let audited =
        look.count("SELECT COUNT(*) FROM audit WHERE action IN ('request.start', 'request.refused')").await
            - 48;
    let open = look.count("SELECT COUNT(*) FROM request WHERE ended IS NULL").await;
    let unlifted = look.count("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await;
    println!("{all} left; {starts} starts were sent, {rows} are on record");
    assert!(rows <= starts && rows > starts / 20, "{rows} of {starts}");
    assert_eq!((audited, open, unlifted), (rows, 0, 1));
    let changes = look.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'maintenance.%'").await;
    // The first epoch is 1.
    assert_eq!(
        look.count("SELECT epoch - 1 FROM gate").await,
        changes,
        "every change of the gate is audited"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_15_browsers_that_leave_tear_no_transaction_on_sqlite() {
    story(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_15_browsers_that_leave_tear_no_transaction_on_postgres() {
    story(Db::Postgres).await;
}
