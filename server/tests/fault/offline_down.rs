//! Fault 21: the database is down when a window ends. Lull says why it takes longer, tries again and again, and opens
//! soon after the database is there.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::harness::{Cluster, DONE, Db, Lull, does, goes_offline, phase, status, until};

/// A second is the product's; the rest is for a slow machine. The figure is the bench's.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn fault_21_a_server_that_is_down_at_the_end_is_waited_for_with_words() {
    let mut cluster = Cluster::starts().await;
    let lull = Lull::at(Some(cluster.url.clone()), &[]);
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    goes_offline(&lull, &admin).await;
    let began = Instant::now();
    cluster.stops().await;
    assert!(began.elapsed() < SOON, "something held the shutdown up: {:?}", began.elapsed());

    does(&lull, &["reopen"]);
    until("it says why it takes longer", async || status(&lull).contains("Connection refused")).await;
    let told = status(&lull);
    assert!(told.contains("phase reopening"), "{told}");
    let page = admin.page("/requests").await.is(503).text;
    assert!(page.contains("Coming back"), "{page}");
    assert_eq!(admin.starts("done").await.is(503).kind(), "/problems/offline");

    cluster.starts_again().await;
    let there = Instant::now();
    until("it is open", async || phase(&admin).await == "open").await;
    println!("open {:?} after the server was there", there.elapsed());
    assert!(there.elapsed() < SOON, "{:?}", there.elapsed());
    admin.starts("done").await.is(201);
}

/// The database's files, from one folder to another.
fn moved(from: &Path, to: &Path) {
    for name in ["lull.db", "lull.db-wal", "lull.db-shm"] {
        if from.join(name).exists() {
            std::fs::rename(from.join(name), to.join(name)).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_down_when_a_window_began_makes_no_database_in_the_place_of_one_that_is_away() {
    let mut lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    // It begins in two seconds.
    does(&lull, &["offline", "--for", "1h"]);
    lull.dies();
    let (data, aside) = (lull.data(), lull.path("aside"));
    std::fs::create_dir(&aside).unwrap();
    moved(&data, &aside);
    assert!(!lull.tries_to_start(&[]), "its database is away");
    assert!(lull.log().contains("lull.db is not there: put the database back"), "{}", lull.log());
    assert!(!data.join("lull.db").exists());
    moved(&aside, &data);
    lull.starts();
    let admin = admin.at(lull.url());
    until("it is offline", async || phase(&admin).await == "offline").await;
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    admin.starts("done").await.is(201);
}
