//! Fault 34: SIGTERM. The server is gone within a second (rule 22), whatever holds on to it: very many streams, each
//! told to come back; a database that hangs in the middle of calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::Method;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::task::JoinSet;

use crate::harness::{Cluster, DONE, Db, Lull, Stream, until};

/// Rule 22.
const BOUND: Duration = Duration::from_secs(1);
const STREAMS: usize = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn fault_34_a_server_with_a_thousand_streams_is_gone_within_a_second_of_sigterm_and_tells_each() {
    let mut lull = Lull::on(Db::Sqlite).await;
    let mut readers = JoinSet::new();
    for _ in 0..STREAMS {
        let mut socket = Stream::opens(lull.url(), None).await.socket;
        readers.spawn(async move {
            let mut rest = Vec::new();
            let whole = socket.read_to_end(&mut rest).await.is_ok();
            let rest = String::from_utf8_lossy(&rest).into_owned();
            whole && rest.contains("retry: ") && rest.contains("event: bye") && rest.ends_with("0\r\n\r\n")
        });
    }
    let took = lull.is_told_to_leave();
    let told = readers.join_all().await.into_iter().filter(|told| *told).count();
    println!("gone after {took:?}");
    assert_eq!(told, STREAMS, "streams that ended whole, with a word to come back");
    assert!(took < BOUND, "it took {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_34_a_server_whose_database_hangs_is_gone_within_a_second_of_sigterm() {
    let cluster = Cluster::starts().await;
    let mut lull = Lull::at(Some(cluster.url.clone()), &[]);
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let mut stream = Stream::opens(lull.url(), None).await.socket;
    cluster.hangs();
    // Calls that read and calls that write go on until the server is gone, so that some are under way when the signal comes.
    let unavailable = Arc::new(AtomicU64::new(0));
    let mut calls = JoinSet::new();
    for number in 0..16 {
        let (admin, unavailable) = (admin.clone(), Arc::clone(&unavailable));
        calls.spawn(async move {
            let call = async || match number % 2 {
                0 => admin.tries(Method::GET, "/api/v1/requests", None).await,
                _ => admin.tries(Method::POST, "/api/v1/requests", Some(json!({"process": "done"}))).await,
            };
            while let Some(answer) = call().await {
                assert_eq!(answer.status, 503, "without a database: {}", answer.text);
                unavailable.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    until("every call hangs", async || unavailable.load(Ordering::Relaxed) >= 16).await;
    let took = lull.is_told_to_leave();
    println!("gone after {took:?}");
    assert!(took < BOUND, "it took {took:?}");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(String::from_utf8_lossy(&rest).contains("event: bye"), "the stream was not told");
    let log = lull.log();
    assert!(log.contains("the database did not say which"), "{log}");
    calls.join_all().await;
    // It goes on, and so does the next server.
    cluster.goes_on();
    lull.starts();
    let admin = admin.at(lull.url());
    admin.starts("done").await.is(201);
}
