//! Malformed input: refused with the place named, bounded, no panic (fault 36).

use http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::World;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_told_with_line_and_column() {
    let world = World::start().await;
    let admin = world.admin().await;
    let put = |text: &str| admin.sends(Method::PUT, "/api/v1/maintenance", Some(text.to_owned()));
    let problem = put("{\n  \"enabled\": yes }").await.is_problem(400, "/problems/malformed").json();
    assert_eq!(
        (&problem["errors"][0]["line"], &problem["errors"][0]["column"]),
        (&json!(2), &json!(14)),
        "{problem}"
    );
    put("").await.is_problem(400, "/problems/malformed");
    put(&"[".repeat(500_000)).await.is_problem(400, "/problems/malformed");
    put("{\"enabled\": true} {}").await.is_problem(400, "/problems/malformed");
    put("\u{0}\u{1}").await.is_problem(400, "/problems/malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_wanted_is_told_with_its_path() {
    let world = World::start().await;
    let admin = world.admin().await;
    let path = |problem: serde_json::Value| problem["errors"][0]["path"].as_str().unwrap().to_owned();
    let put = |body| admin.put("/api/v1/maintenance", body);
    let unknown =
        put(json!({"enabled": true, "raison": "x"})).await.is_problem(422, "/problems/validation").json();
    assert!(unknown["errors"][0]["message"].as_str().unwrap().contains("raison"), "{unknown}");
    let wrong = put(json!({"enabled": "yes"})).await.is_problem(422, "/problems/validation").json();
    assert_eq!(path(wrong), "enabled");
    for end in ["tomorrow", "9999-01-01T00:00:00Z", "2026-13-01T00:00:00Z", ""] {
        let wrong =
            put(json!({"enabled": true, "estimated_end": end})).await.is_problem(422, "/problems/validation");
        assert_eq!(path(wrong.json()), "estimated_end", "{end}");
    }
    let long = put(json!({"enabled": true, "reason": "x".repeat(100_000)}))
        .await
        .is_problem(422, "/problems/validation");
    assert_eq!(path(long.json()), "reason");
    assert_eq!(admin.get("/api/v1/status").await.json()["phase"], "open", "nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn definitions_that_would_explode_are_refused() {
    let world = World::start().await;
    let admin = world.admin().await;
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    let deep = "a: ".to_owned() + &"[".repeat(100_000);
    for text in [bomb, &deep, "\u{feff}---\n...", "name: \"\\ud800\"", "!!python/object:os.system []", ""] {
        let answer = admin.post("/api/v1/processes", json!({"definition": text})).await;
        answer.is_problem(422, "/problems/validation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_100_mb_is_refused_before_it_is_read() {
    let world = World::start().await;
    let admin = world.admin().await;
    let mut socket = tokio::net::TcpStream::connect(world.running.addr).await.unwrap();
    let head = format!(
        "PUT /api/v1/maintenance HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: 104857600\r\n\r\n",
        world.running.addr,
        admin.token()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 413");
    // One that does not say how long it is.
    let long = admin.sends(Method::PUT, "/api/v1/maintenance", Some(" ".repeat((1 << 20) + 1))).await;
    long.is_problem(413, "/problems/too-large");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_with_a_thousand_headers_is_refused() {
    let world = World::start().await;
    let mut socket = tokio::net::TcpStream::connect(world.running.addr).await.unwrap();
    let many: String = (0..1_000).map(|n| format!("x-{n}: 1\r\n")).collect();
    socket.write_all(format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 431");
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_and_methods_that_nobody_serves_are_problems_too() {
    let world = World::start().await;
    let admin = world.admin().await;
    admin.get("/api/v1/nothing").await.is_problem(404, "/problems/not-found");
    admin.get("/api/v2/status").await.is_problem(404, "/problems/not-found");
    admin.get("/api/v1/requests/%2e%2e%2fstatus").await.is_problem(404, "/problems/not-found");
    admin.get("/api/v1/requests/%ff").await.is_problem(404, "/problems/not-found");
    let wrong = admin.delete("/api/v1/status").await.is_problem(405, "/problems/method-not-allowed");
    assert_eq!(wrong.header("allow"), "GET, HEAD");
    let odd = admin.sends(Method::from_bytes(b"BREW").unwrap(), "/api/v1/processes", None).await;
    assert_eq!(odd.is_problem(405, "/problems/method-not-allowed").header("allow"), "GET, HEAD, POST");
}
