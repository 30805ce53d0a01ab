//! Fault 16: the database hangs when a window begins. Lull is offline by its deadline all the same, nothing of it leads
//! there, and it comes back when the database does.

use std::time::{Duration, Instant};

use crate::harness::{Cluster, DONE, Lull, PATIENT, Patient, does, phase, status, until};

#[tokio::test(flavor = "multi_thread")]
async fn fault_16_a_database_that_hangs_at_the_start_is_let_go_of_by_the_deadline() {
    let cluster = Cluster::starts().await;
    let lull = Lull::at(Some(cluster.url.clone()), &[]);
    let admin = lull.admin().await;
    for process in [PATIENT, DONE] {
        admin.has_process(process).await;
    }
    does(&lull, &["offline", "--for", "1h"]);
    // The state file was written before it began.
    let running = Patient::runs(&lull, &admin, "folder").await;
    cluster.hangs();
    let began = Instant::now();
    until("it is offline", async || phase(&admin).await == "offline").await;
    // Two seconds until the start, ten for the closing, and one for this test to look.
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    let told = status(&lull);
    assert!(told.contains("by force"), "{told}");
    admin.get("/healthz").await.is(200);
    cluster.goes_on();
    let ours = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%'";
    until("the server has noticed that nobody is there", async || lull.look().count(ours).await == 0).await;
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    running.is_let_go();
    running.ends_well(&admin).await;
    admin.starts("done").await.is(201);
}
