//! The gate race (faults 1): starters against toggles, rows counted inside the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::harness::{DONE, Db, World, refused};
use domain::request::Status;
use engine::Error;

/// Begun requests, as the database tells them.
const BEGUN: &str = "SELECT COUNT(*) FROM request WHERE began IS NOT NULL";

/// Starters start as fast as they can while the box is ticked and unticked. Between Enable's return and
/// Disable's call not one row may be admitted.
async fn race(db: Db, starters: usize, toggles: usize) {
    let world = Arc::new(World::on(db).await);
    world.process(DONE).await;
    let stop = Arc::new(AtomicBool::new(false));
    let (begun, refusals) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut tasks = Vec::new();
    for _ in 0..starters {
        let (world, stop) = (Arc::clone(&world), Arc::clone(&stop));
        let (begun, refusals) = (Arc::clone(&begun), Arc::clone(&refusals));
        tasks.push(tokio::spawn(async move {
            let admin = world.admin();
            while !stop.load(Ordering::Relaxed) {
                match admin.runs("done").await {
                    Ok(request) => {
                        assert_eq!(request.status, Status::Succeeded);
                        begun.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(Error::CouldNotStart(_)) => drop(refusals.fetch_add(1, Ordering::Relaxed)),
                    Err(error) => panic!("a start neither began nor was refused: {error}"),
                }
            }
        }));
    }
    for toggle in 0..toggles {
        let before = begun.load(Ordering::Relaxed);
        while begun.load(Ordering::Relaxed) < before + 3 {
            tokio::task::yield_now().await;
        }
        world.admin().enables_maintenance("race").await;
        let after_enable = world.counts(BEGUN).await;
        let seen = refusals.load(Ordering::Relaxed);
        while refusals.load(Ordering::Relaxed) < seen + starters as u64 {
            tokio::task::yield_now().await;
        }
        let before_disable = world.counts(BEGUN).await;
        assert_eq!(after_enable, before_disable, "toggle {toggle}: a start was admitted under the hold");
        world.admin().disables_maintenance().await;
    }
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(world.counts(BEGUN).await.unsigned_abs(), begun.load(Ordering::Relaxed));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_start_is_admitted_under_a_hold_with_8_starters_on_sqlite() {
    race(Db::Sqlite, 8, 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_start_is_admitted_under_a_hold_with_32_starters_on_sqlite() {
    race(Db::Sqlite, 32, 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_start_is_admitted_under_a_hold_with_8_starters_on_postgres() {
    race(Db::Postgres, 8, 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_start_is_admitted_under_a_hold_with_32_starters_on_postgres() {
    race(Db::Postgres, 32, 25).await;
}

/// Two engines on one PostgreSQL: what one enables, the other obeys at once, though nobody told it.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_placed_on_one_node_refuses_on_another_at_once() {
    let one = World::on(Db::Postgres).await;
    one.process(DONE).await;
    let other = one.beside().await;
    for _ in 0..20 {
        one.admin().enables_maintenance("other node").await;
        let request = refused(other.admin().runs("done").await);
        assert_eq!(request.refusal.unwrap().owner, "admin");
        one.admin().disables_maintenance().await;
        assert_eq!(other.admin().runs("done").await.unwrap().status, Status::Succeeded);
    }
}
