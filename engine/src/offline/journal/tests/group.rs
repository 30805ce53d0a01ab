//! Many that wait share one fsync, and whoever leaves takes nothing back.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::{Appended, Text, found, kept, open};
use crate::offline::error::{Error, Result};

fn spawn(journal: &Arc<Text>, record: String) -> JoinHandle<Result<Appended>> {
    let journal = Arc::clone(journal);
    tokio::spawn(async move { journal.append(&record).await })
}

async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

/// Holds the disk, sends one append that leads and so many that wait, and lets them go.
#[expect(clippy::await_holding_lock, reason = "the lock is the slow disk")]
async fn behind_a_slow_disk(journal: &Arc<Text>, waiting: usize) -> Vec<JoinHandle<Result<Appended>>> {
    let desk = &journal.desk;
    until(|| !desk.queue.lock().unwrap().led).await;
    let slow = desk.log.lock().unwrap();
    let mut appends = vec![spawn(journal, "leads".to_owned())];
    until(|| {
        let queue = desk.queue.lock().unwrap();
        queue.led && queue.waiting.is_empty()
    })
    .await;
    appends.extend((0..waiting).map(|number| spawn(journal, number.to_string())));
    until(|| desk.queue.lock().unwrap().waiting.len() == waiting).await;
    drop(slow);
    appends
}

#[tokio::test]
async fn all_that_wait_at_one_moment_share_one_fsync() {
    let (folder, journal) = kept(&["first"]).await;
    let journal = Arc::new(journal);
    for append in behind_a_slow_disk(&journal, 200).await {
        assert_eq!(append.await.unwrap().unwrap(), Appended::Kept);
    }
    assert_eq!(journal.desk.log.lock().unwrap().groups, 3, "the first, the one that led, and all others");
    let mut records = found(folder.path()).await.records;
    records.sort_unstable();
    records.dedup();
    assert_eq!(records.len(), 202);
}

#[tokio::test]
async fn whoever_leaves_takes_nothing_back() {
    let (folder, journal) = kept(&["first"]).await;
    let journal = Arc::new(journal);
    for append in behind_a_slow_disk(&journal, 3).await {
        append.abort();
    }
    journal.append(&"last".to_owned()).await.unwrap();
    assert_eq!(found(folder.path()).await.records.len(), 6);
}

#[test]
fn an_append_while_the_runtime_stops_is_answered() {
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    let stopping = runtime();
    let handle = stopping.handle().clone();
    stopping.shutdown_background();
    let append = async {
        let _within = handle.enter();
        journal.append(&"one".to_owned()).await
    };
    assert!(matches!(runtime().block_on(append), Err(Error::Stopping(_))));
    assert_eq!(runtime().block_on(journal.append(&"two".to_owned())).unwrap(), Appended::Kept);
    assert_eq!(runtime().block_on(found(folder.path())).records, ["two"]);
}
