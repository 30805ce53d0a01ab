//! Closing the database and opening it again: what Lull says of it is looked at from outside.
//!
//! One test for PostgreSQL: Lull looks at every socket of its process, and so must be alone in it.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::Path;
use std::time::Duration;

use engine::store::{Place, Seen, Store, Tx};
use sqlx::{Connection, Executor, PgConnection};

const ENOUGH: Duration = Duration::from_secs(20);
const LITTLE: Duration = Duration::from_millis(100);
/// Some 20 MB: no look at it ends at once.
const BALLAST: &str = "CREATE TABLE ballast AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n \
                       WHERE i < 20000) SELECT i, hex(randomblob(500)) AS text FROM n";

async fn epoch(store: &Store) -> u64 {
    let mut tx = store.read().await.unwrap();
    tx.count("SELECT epoch FROM gate WHERE id = 1", Vec::new()).await.unwrap()
}

async fn raise(store: &Store) {
    let mut tx = store.write().await.unwrap();
    tx.run("UPDATE gate SET epoch = epoch + 1", Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Readers and the writer have all been in use.
async fn is_busy(store: &Store) {
    let mut readers: Vec<Tx> = Vec::new();
    for _ in 0..4 {
        readers.push(store.read().await.unwrap());
    }
    for reader in &mut readers {
        reader.count("SELECT epoch FROM gate", Vec::new()).await.unwrap();
    }
    raise(store).await;
}

/// The descriptors of this process that lead to a file of the database; the test looks for itself.
fn descriptors_below(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
    let targets = entries.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    targets
        .map(|target| target.display().to_string())
        .filter(|target| target.contains(folder.to_str().unwrap()))
        .collect()
}

fn companions(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().flatten();
    names.map(|name| name.file_name().into_string().unwrap()).filter(|name| name != "lull.db").collect()
}

async fn on_a_file(folder: &Path) -> Store {
    Store::open(&Place::parse(None, folder).unwrap(), "closing").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_nobodys_after_closing_and_what_is_copied_over_it_is_served_after_opening() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let elsewhere = on_a_file(other.path()).await;
    for _ in 0..40 {
        raise(&elsewhere).await;
    }
    assert!(elsewhere.close(ENOUGH).await.left.is_empty());

    let store = on_a_file(one.path()).await;
    is_busy(&store).await;
    assert_eq!(store.close(ENOUGH).await.left, Vec::<String>::new());
    assert_eq!(descriptors_below(one.path()), Vec::<String>::new());
    assert_eq!(companions(one.path()), Vec::<String>::new());
    assert!(store.read().await.is_err() && store.write().await.is_err(), "nothing begins any more");
    std::fs::copy(other.path().join("lull.db"), one.path().join("lull.db")).unwrap();
    store.reopen().await.unwrap();
    assert_eq!(epoch(&store).await, 41);
    raise(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_let_go_is_told_and_closed_is_not_said() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_a_file(folder.path()).await;
    let mut reader = store.read().await.unwrap();
    reader.count("SELECT epoch FROM gate", Vec::new()).await.unwrap();
    let left = store.close(LITTLE).await.left;
    assert!(left.iter().any(|line| line.contains("lull.db")), "{left:?}");
    drop(reader);
    assert_eq!(store.close(ENOUGH).await.left, Vec::<String>::new());
    assert_eq!(descriptors_below(folder.path()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_cut_short_holds_up_nobody_and_the_next_one_may_see_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_a_file(folder.path()).await;
    let mut tx = store.write().await.unwrap();
    tx.run(BALLAST, Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.check(Duration::ZERO).await.unwrap(), Seen::InPart);
    raise(&store).await;
    assert_eq!(store.check(ENOUGH).await.unwrap(), Seen::Whole);
    assert_eq!(store.check(Duration::ZERO).await.unwrap(), Seen::InPart);
    assert_eq!(store.close(ENOUGH).await.left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_connection_to_postgres_is_left_after_closing_and_one_that_is_held_is_told() {
    let base = std::env::var("LULL_TEST_POSTGRES").expect(
        "LULL_TEST_POSTGRES should be a superuser's URL; `cargo xtask test` starts a server and sets it",
    );
    let name = format!("closing_{:016x}", RandomState::new().hash_one("closing"));
    let mut admin = PgConnection::connect(&base).await.unwrap();
    admin.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    admin.close().await.unwrap();
    let (server, options) = base.split_once('?').map_or((base.as_str(), None), |(s, o)| (s, Some(o)));
    let server = server.rsplit_once('/').unwrap().0;
    let url = format!("{server}/{name}{}", options.map(|o| format!("?{o}")).unwrap_or_default());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::parse(Some(&url), folder.path()).unwrap(), "closing").await.unwrap();
    is_busy(&store).await;

    let mut reader = store.read().await.unwrap();
    reader.count("SELECT epoch FROM gate", Vec::new()).await.unwrap();
    let left = store.close(LITTLE).await.left;
    assert!(left.iter().any(|line| line.contains("leads to the server")), "{left:?}");
    drop(reader);
    assert_eq!(store.close(ENOUGH).await.left, Vec::<String>::new());

    let mut admin = PgConnection::connect(&base).await.unwrap();
    let rows = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'lull/closing'";
    let mut seen: i64 = 1;
    while seen > 0 {
        // The server's own process may take a moment to notice that its client has gone.
        seen = sqlx::query_scalar(rows).fetch_one(&mut admin).await.unwrap();
    }
    admin.close().await.unwrap();
    store.reopen().await.unwrap();
    assert_eq!(epoch(&store).await, 2);
}
