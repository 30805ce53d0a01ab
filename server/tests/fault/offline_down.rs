//! Fault 21: the database is down when a window ends. Lull says why it takes longer, tries again and again, and opens
//! soon after the database is there.

use std::time::{Duration, Instant};

use crate::harness::{Cluster, DONE, Lull, does, goes_offline, phase, status, until};

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
