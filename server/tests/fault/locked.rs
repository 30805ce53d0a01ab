//! Fault 13: somebody else holds the database's lock. Every call ends in bounded time, and none says that it did
//! what it did not do.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{Caller, DONE, Db, Lull, rounds};

/// A step that goes on when a file appears.
const WORK: &str = r#"
name: work
kind: global
inputs: [{ name: go, required: true }]
steps:
  - id: wait
    env: { GO: "{{ inputs.go }}" }
    shell: |
      until [ -e "$GO" ]; do sleep 0.05; done
  - id: after
    needs: [wait]
    shell: "true"
"#;

/// The longest that a call may take: one turn, one statement, and what a busy host adds.
const BOUND: Duration = Duration::from_secs(15);

async fn bounded<T>(what: &str, call: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let answer = call.await;
    assert!(began.elapsed() < BOUND, "{what} took {:?}", began.elapsed());
    answer
}

/// How long the lock is held at least: until everything was answered once, or as long as the list of faults asks for.
fn span() -> Duration {
    Duration::from_secs(rounds(0, 10) as u64)
}

/// Locks the database with `lock`, and asks for everything meanwhile.
async fn story(db: Db, lock: &'static [&'static str]) {
    let lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    admin.has_process(WORK).await;
    let go = lull.path("go");
    let ask = json!({"process": "work", "inputs": {"go": go.display().to_string()}});
    let work = admin.post("/api/v1/requests", ask).await.is(201).id();

    for on in [true, false] {
        let mut other = lull.look().connect().await;
        for statement in lock {
            other.run(statement).await;
        }
        // A result that comes while nothing can be written waits for the database.
        std::fs::write(&go, "").unwrap();
        let began = Instant::now();
        loop {
            everything_is_refused(&admin, on).await;
            if began.elapsed() >= span() {
                break;
            }
        }
        other.run("ROLLBACK").await;
        other.close().await;

        // What was refused has not happened, and does not happen later.
        assert_eq!(admin.get("/api/v1/maintenance").await.is(200).json()["enabled"], !on);
        assert_eq!(lull.look().count("SELECT COUNT(*) FROM hold WHERE lifted IS NULL").await, i64::from(!on));
        assert_eq!(
            lull.look().count("SELECT COUNT(*) FROM request WHERE process_name = 'done'").await,
            i64::from(!on)
        );
        assert_eq!(admin.maintenance(on).await.is(200).json()["enabled"], on);
        admin.starts("done").await.is(if on { 409 } else { 201 });
        if on {
            admin.quiet().await;
            let work = admin.get(&format!("/api/v1/requests/{work}")).await.json();
            assert_eq!(work["status"], "succeeded", "{work}");
        }
    }
}

/// Nothing can be written: no call waits for long, and none says that it did anything.
async fn everything_is_refused(admin: &Caller, on: bool) {
    let enable = bounded("PUT maintenance", admin.maintenance(on));
    let start = bounded("a start", admin.starts("done"));
    let status = bounded("the status", admin.get("/api/v1/status"));
    let health = bounded("healthz", admin.get("/healthz"));
    let (enable, start, status, health) = tokio::join!(enable, start, status, health);
    assert_eq!((enable.status, enable.kind().as_str()), (503, "/problems/not-enabled"), "{}", enable.text);
    assert_eq!((start.status, start.kind().as_str()), (503, "/problems/unavailable"), "{}", start.text);
    assert_eq!((status.status, health.status), (200, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_a_locked_file_is_told_in_bounded_time_and_never_as_success_on_sqlite() {
    story(Db::Sqlite, &["BEGIN EXCLUSIVE"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_a_taken_gate_lock_is_told_in_bounded_time_and_never_as_success_on_postgres() {
    story(Db::Postgres, &["BEGIN", "SELECT pg_advisory_xact_lock(1819634796)"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_locked_tables_are_told_in_bounded_time_and_never_as_success_on_postgres() {
    story(Db::Postgres, &["BEGIN", "LOCK TABLE request, hold IN EXCLUSIVE MODE"]).await;
}
