//! The status stream: its first event, its end, and readers that do not read (faults 31, 32, 39, 40).

use std::time::{Duration, Instant};

use domain::permission::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Caller, World};

const EVENTS: &str = "/api/v1/status/events";

/// Reads until a phase is told.
async fn told(events: &mut crate::harness::Events, phase: &str) -> serde_json::Value {
    loop {
        let event = events.next().await.expect("the stream goes on");
        if event.name == "status" && event.json()["phase"] == phase {
            return event.json();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_event_is_the_full_state_and_a_flip_is_told_within_a_second() {
    let world = World::start().await;
    let admin = world.admin().await;
    let (mut known, mut stranger) = (admin.listens(EVENTS).await, world.stranger().listens(EVENTS).await);
    let first = known.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.json()["phase"]), ("status", &json!("open")));
    assert!(first.json()["epoch"].is_u64());
    assert!((1_000..=4_000).contains(&known.retry.unwrap()), "{:?}", known.retry);
    assert!(stranger.next().await.unwrap().json().get("epoch").is_none());
    #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
    let began = Instant::now();
    admin
        .put("/api/v1/maintenance", json!({"enabled": true, "reason": "db7", "message": "Back soon"}))
        .await
        .is(200);
    let (full, public) = (told(&mut known, "quiet").await, told(&mut stranger, "quiet").await);
    assert!(began.elapsed() < Duration::from_secs(1), "it took {:?}", began.elapsed());
    assert_eq!(
        (&full["maintenance"]["reason"], &public["maintenance"]["message"]),
        (&json!("db7"), &json!("Back soon"))
    );
    assert!(!public.to_string().contains("db7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_after_a_flip_is_told_the_state_at_once() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut cut = admin.listens(EVENTS).await;
    cut.next().await.unwrap();
    drop(cut);
    admin.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let first = admin.listens(EVENTS).await.next().await.unwrap();
    assert_eq!(first.json()["phase"], "quiet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_within_a_second_when_its_readers_rights_change() {
    let world = World::start().await;
    let admin = world.admin().await;
    let ada = world.somebody(Role::Operator).await;
    let users = admin.get("/api/v1/users").await.json();
    let id =
        users["items"].as_array().unwrap().iter().find(|user| user["username"] == "operator").unwrap()["id"]
            .clone();
    let place = format!("/api/v1/users/{}", id.as_str().unwrap());

    ends_in_time(&ada, async { drop(admin.patch(&place, json!({"role": "viewer"})).await.is(200)) }).await;
    ends_in_time(&ada, async { drop(ada.delete("/api/v1/sessions/current").await.is(204)) }).await;
    let ada = world.stranger().logs_in("operator", crate::harness::PASSWORD).await;
    let made = ada.post("/api/v1/tokens", json!({"name": "ci"})).await.is(201).json();
    let token =
        world.stranger().with("authorization", &format!("Bearer {}", made["secret"].as_str().unwrap()));
    let path = format!("/api/v1/tokens/{}", made["token"]["id"].as_str().unwrap());
    ends_in_time(&token, async { drop(ada.delete(&path).await.is(204)) }).await;
    ends_in_time(&ada, async { drop(admin.patch(&place, json!({"disabled": true})).await.is(200)) }).await;
}

async fn ends_in_time(reader: &Caller, change: impl Future<Output = ()>) {
    let mut events = reader.listens(EVENTS).await;
    events.next().await.unwrap();
    change.await;
    let end = async { while events.next().await.is_some_and(|event| event.name != "bye") {} };
    tokio::time::timeout(Duration::from_secs(1), end).await.expect("the stream ends within a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn script_in_a_message_stays_data_in_the_stream() {
    let world = World::start().await;
    let admin = world.admin().await;
    let message = "</script><script>alert(1)</script>\n\nevent: forged\ndata: {}\n\n\u{2028}.";
    admin.put("/api/v1/maintenance", json!({"enabled": true, "message": message})).await.is(200);
    let mut events = world.stranger().listens(EVENTS).await;
    let first = events.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.json()["maintenance"]["message"]), ("status", &json!(message)));
    admin.put("/api/v1/maintenance", json!({"enabled": false})).await.is(200);
    let next = events.next_told().await.unwrap();
    assert_eq!(
        (next.name.as_str(), &next.json()["phase"]),
        ("status", &json!("open")),
        "no forged event came between"
    );
}

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_readers_that_never_read_cost_little_and_slow_nobody() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut silent = Vec::new();
    for _ in 0..1_000 {
        let mut socket = tokio::net::TcpStream::connect(world.running.addr).await.unwrap();
        let call = format!("GET {EVENTS} HTTP/1.1\r\nHost: {}\r\n\r\n", world.running.addr);
        socket.write_all(call.as_bytes()).await.unwrap();
        let mut head = [0; 12];
        socket.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200");
        silent.push(socket);
    }
    let mut reader = world.stranger().listens(EVENTS).await;
    reader.next().await.unwrap();
    let before = resident();
    let message = "x".repeat(500);
    let mut slowest = Duration::ZERO;
    for round in 0..40 {
        let (enabled, phase) = if round % 2 == 0 { (true, "quiet") } else { (false, "open") };
        admin.put("/api/v1/maintenance", json!({"enabled": enabled, "message": message})).await.is(200);
        #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
        let began = Instant::now();
        told(&mut reader, phase).await;
        slowest = slowest.max(began.elapsed());
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 64 << 20, "1,000 silent readers took {} MiB more", grown >> 20);
    assert!(slowest < Duration::from_secs(1), "the one who reads waited {slowest:?}");
    drop(silent);
}
