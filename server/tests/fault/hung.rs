//! Fault 14: the database hangs without a reset. Every call ends; when it goes on, everything does, and no
//! connection of the pool was lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::{Caller, Cluster, DONE, Lull, rounds, until};

const TWO: &str = "name: two\nkind: global\nsteps:\n  - id: one\n    shell: \"true\"\n  - id: two\n    needs: [one]\n    shell: \"true\"\n";

/// The longest that a call may take while the database does not answer: the server's own limit, and a little.
const BOUND: Duration = Duration::from_secs(32);

/// Connections of Lull that stand in the middle of a transaction and do nothing.
const IDLE_IN_TRANSACTION: &str = "SELECT COUNT(*) FROM pg_stat_activity \
     WHERE application_name LIKE 'lull/%' AND state LIKE 'idle in transaction%'";

/// What the callers saw.
#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    /// Answers that say: done.
    done: AtomicU64,
    /// Answers that say: not now.
    unavailable: AtomicU64,
}

/// Calls until told to stop; answers the ids of what was acknowledged as begun.
async fn caller(admin: Caller, number: usize, seen: Arc<Seen>) -> Vec<String> {
    let mut begun = Vec::new();
    let mut on = false;
    while !seen.stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        let answer = if number == 0 {
            on = !on;
            admin.tries(Method::PUT, "/api/v1/maintenance", Some(json!({"enabled": on}))).await
        } else {
            let process = if number % 2 == 1 { "two" } else { "done" };
            admin.tries(Method::POST, "/api/v1/requests", Some(json!({"process": process}))).await
        };
        let answer = answer.expect("an answer, not a broken connection");
        assert!(began.elapsed() < BOUND, "a call took {:?}", began.elapsed());
        match answer.status {
            201 => begun.push(answer.id()),
            200 | 409 => {}
            503 => drop(seen.unavailable.fetch_add(1, Ordering::Relaxed)),
            other => panic!("{other}: {}", answer.text),
        }
        if answer.status != 503 {
            seen.done.fetch_add(1, Ordering::Relaxed);
        }
        tokio::time::sleep(Duration::from_millis(if number % 2 == 1 { 40 } else { 5 })).await;
    }
    begun
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_14_a_database_that_hangs_and_goes_on_loses_no_call_no_request_and_no_connection() {
    let cluster = Cluster::starts().await;
    let lull = Lull::at(Some(cluster.url.clone()), &[]);
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    admin.has_process(TWO).await;
    let mut begun = Vec::new();
    for _ in 0..rounds(1, 5) {
        let seen = Arc::new(Seen::default());
        let mut callers = JoinSet::new();
        for number in 0..24 {
            callers.spawn(caller(admin.clone(), number, Arc::clone(&seen)));
        }
        let counted = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        until("the callers are busy", async || counted(&seen.done) > 100).await;
        cluster.hangs();
        // Twice over: then what was in flight when it began to hang was given up too, commits included.
        until("every caller was told twice", async || counted(&seen.unavailable) >= 48).await;
        cluster.goes_on();
        let before = counted(&seen.done);
        until("the callers are busy again", async || counted(&seen.done) > before + 60).await;
        seen.stop.store(true, Ordering::Relaxed);
        begun.extend(callers.join_all().await.into_iter().flatten());
    }
    until("the box can be unticked", async || admin.maintenance(false).await.status == 200).await;
    // More at once than the pool has connections: a lost one would be missed.
    let mut all = JoinSet::new();
    for _ in 0..48 {
        let admin = admin.clone();
        all.spawn(
            async move { (admin.starts("done").await.status, admin.get("/api/v1/processes").await.status) },
        );
    }
    let all = all.join_all().await;
    assert!(all.iter().all(|statuses| *statuses == (201, 200)), "{all:?}");
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    let requests = admin.requests().await;
    for id in &begun {
        assert!(
            requests.iter().any(|request| request["id"] == **id),
            "{id} was acknowledged and is not on record"
        );
    }
    for request in &requests {
        let status = request["status"].as_str().unwrap();
        assert!(["succeeded", "could_not_start"].contains(&status), "{request}");
    }
    assert_eq!(lull.look().count(IDLE_IN_TRANSACTION).await, 0);
    println!("{} acknowledged of {}", begun.len(), requests.len());
}
