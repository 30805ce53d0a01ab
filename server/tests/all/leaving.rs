//! Stopping: within a second, with a word for every stream (fault 34), steps left alone (rule 22).

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_thousand_streams_stops_within_a_second_and_tells_each() {
    let world = World::start().await;
    let addr = world.running.addr;
    let mut readers = JoinSet::new();
    for _ in 0..1_000 {
        let mut socket = tokio::net::TcpStream::connect(addr).await.unwrap();
        let call = format!("GET /api/v1/status/events HTTP/1.1\r\nHost: {addr}\r\n\r\n");
        socket.write_all(call.as_bytes()).await.unwrap();
        let mut text = vec![0; 4_096];
        let read = socket.read(&mut text).await.unwrap();
        assert!(text[..read].starts_with(b"HTTP/1.1 200"));
        readers.spawn(async move {
            let mut rest = Vec::new();
            let _ = socket.read_to_end(&mut rest).await;
            let rest = String::from_utf8_lossy(&rest).into_owned();
            rest.contains("event: bye") && rest.contains("retry: ") && rest.ends_with("0\r\n\r\n")
        });
    }
    #[expect(clippy::disallowed_methods, reason = "the bound is in real time")]
    let began = Instant::now();
    world.running.stop().await;
    let took = began.elapsed();
    let told = readers.join_all().await.into_iter().filter(|told| *told).count();
    assert!(took < Duration::from_secs(1), "it took {took:?}");
    assert_eq!(told, 1_000, "streams that were told to come back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_wait_for_quiet_is_ended_with_503_and_a_time_to_come_back() {
    let world = World::start().await;
    world
        .has_process("name: ask\nkind: global\nsteps:\n  - id: ask\n    manual: { prompt: \"Well?\" }\n")
        .await;
    let admin = world.admin().await;
    admin.post("/api/v1/requests", json!({"process": "ask"})).await.is(201);
    admin.put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let waiting = tokio::spawn(async move { admin.get("/api/v1/maintenance/drain?wait=60s").await });
    while !world.stranger().get("/metrics").await.text.contains("lull_waits 1") {}
    world.running.stop().await;
    let answer = waiting.await.unwrap().is_problem(503, "/problems/unavailable");
    assert_eq!(answer.header("retry-after"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_folder_is_refused_with_words() {
    let world = World::start().await;
    let settings = crate::harness::settings(&world.folder);
    let refused = server::serve::start(&settings).await.map(|_| ()).unwrap_err().to_string();
    assert!(!refused.contains('\n') && refused.contains("data"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_told_with_its_cure_and_leaves_the_data_folder_alone() {
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = crate::harness::settings(&folder);
    settings.addr = world.running.addr;
    let refused = server::serve::start(&settings).await.map(|_| ()).unwrap_err().to_string();
    assert!(refused.starts_with("LULL_ADDR: ") && refused.contains("--addr"), "{refused}");
    assert!(!settings.data_dir.exists(), "nothing was started");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_resets_a_password_through_the_control_socket() {
    use server::control::{Answer, Ask, ask};
    let world = World::start().await;
    let admin = world.admin().await;
    let folder = world.folder.path().join("data");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(folder.join("ctl.sock")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let asked = |command: Ask| {
        let folder = folder.clone();
        async move { tokio::task::spawn_blocking(move || ask(&folder, &command)).await.unwrap().unwrap() }
    };
    let Answer::Status { status } = asked(Ask::Status).await else { panic!("no status") };
    assert_eq!((status.url.as_str(), status.pid), (world.running.url.as_str(), std::process::id()));
    let reset = Ask::ResetPassword { username: "admin".to_owned(), password: None };
    let Answer::Password { password } = asked(reset).await else { panic!("no password") };
    admin.get("/api/v1/me").await.is_problem(401, "/problems/unauthenticated");
    world.stranger().logs_in("admin", &password).await.get("/api/v1/me").await.is(200);
    let reset = Ask::ResetPassword { username: "nobody".to_owned(), password: None };
    assert!(matches!(asked(reset).await, Answer::Failed { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_control_socket_works_in_a_folder_whose_path_is_longer_than_a_sockets() {
    use server::control::{Answer, Ask, ask};
    let deep = "a-folder-with-a-long-name-".repeat(6);
    let world = World::start_with(|settings| {
        settings.data_dir = settings.data_dir.join(&deep);
        std::fs::create_dir_all(settings.data_dir.parent().unwrap()).unwrap();
    })
    .await;
    let folder = world.folder.path().join("data").join(deep);
    assert!(folder.as_os_str().len() > 107);
    let answer = tokio::task::spawn_blocking(move || ask(&folder, &Ask::Status)).await.unwrap().unwrap();
    assert!(matches!(answer, Answer::Status { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_goes_on_while_its_server_is_away_and_is_found_running_by_the_next() {
    let world = World::start().await;
    let flag = world.folder.path().join("go");
    let wait = format!("while [ ! -e {} ]; do sleep 0.05; done", flag.display());
    let source = json!({"name": "patient", "kind": "global", "steps": [{"id": "wait", "shell": wait}]});
    let admin = world.admin().await;
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let id = admin.post("/api/v1/requests", json!({"process": "patient"})).await.is(201).json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let World { running, folder } = world;
    running.stop().await;
    let running = server::serve::start(&crate::harness::settings(&folder))
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let world = World { running, folder };
    let admin = world.admin().await;
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.is(200).json()["status"], "running");
    std::fs::write(flag, "").unwrap();
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}
    assert_eq!(admin.get(&format!("/api/v1/requests/{id}")).await.json()["status"], "succeeded");
}
