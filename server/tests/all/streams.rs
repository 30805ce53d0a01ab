//! The status stream: its first event, its end, and readers that do not read (faults 31, 32, 39, 40).

use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use domain::permission::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::harness::{Caller, Events, World};

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

/// A reader whose side takes in hardly anything: what it does not read soon fills the buffers of both kernels.
async fn reader_with_little_room(addr: std::net::SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    // The sender's buffer is as many segments as loopback begins with: of the usual 64 KiB they would be megabytes.
    let segment: libc::c_int = 536;
    // SAFETY: the descriptor is open, and the value lives through the call.
    let set = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_MAXSEG,
            (&raw const segment).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    assert_eq!(set, 0, "{}", std::io::Error::last_os_error());
    let mut stream = socket.connect(addr).await.unwrap();
    let call = format!("GET {EVENTS} HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    stream.write_all(call.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    stream
}

/// Flips the mode `count` times with the longest message; how long the reader waited for each flip, shortest first.
async fn flips(admin: &Caller, reader: &mut Events, count: u32) -> Vec<Duration> {
    let mut waited = Vec::new();
    for round in 0..count {
        let (enabled, phase) = if round % 2 == 0 { (true, "quiet") } else { (false, "open") };
        let message = format!("{round:04}{}", "\u{1f6a7}".repeat(490));
        #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
        let began = Instant::now();
        admin.put("/api/v1/maintenance", json!({"enabled": enabled, "message": message})).await.is(200);
        told(reader, phase).await;
        waited.push(began.elapsed());
    }
    waited.sort();
    waited
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_31_a_thousand_readers_that_never_read_block_and_cost_little_and_slow_nobody() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut reader = world.stranger().listens(EVENTS).await;
    reader.next().await.unwrap();
    let alone = flips(&admin, &mut reader, 40).await;
    let mut silent = Vec::new();
    for _ in 0..1_000 {
        silent.push(reader_with_little_room(world.running.addr).await);
    }
    let before = resident();
    // Several times what the buffers on the way hold.
    let filling = 400;
    flips(&admin, &mut reader, filling).await;
    let among = flips(&admin, &mut reader, 40).await;
    let grown = resident().saturating_sub(before);
    assert!(grown < 48 << 20, "1,000 silent readers took {} MiB more", grown >> 20);
    let (alone, among) = (alone[alone.len() / 2], among[among.len() / 2]);
    println!("a flip is told after {alone:?} alone, and after {among:?} among silent readers");
    assert!(among < alone * 3 + Duration::from_millis(50), "{among:?}, and {alone:?} without silent readers");

    // They were really blocked: what they missed was not kept for them, and the next they get is true now.
    admin.put("/api/v1/maintenance", json!({"enabled": true, "message": "at last"})).await.is(200);
    for socket in silent.iter_mut().step_by(100) {
        let mut text = Vec::new();
        let last = b"at last";
        while !text.windows(last.len()).any(|window| window == last) {
            let read = tokio::time::timeout(crate::harness::PATIENCE, socket.read_buf(&mut text)).await;
            assert!(read.expect("the newest state in time").unwrap() > 0, "the stream ended");
        }
        let events = String::from_utf8_lossy(&text).matches("event: status").count();
        assert!(events < filling as usize, "{events} events were kept for a reader that did not read");
    }
}
