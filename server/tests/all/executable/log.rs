//! What it logs.

use serde_json::{Value, json};

use super::{Served, lull};
use crate::harness::{Caller, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn every_log_line_of_a_call_carries_its_request_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("LULL_LOG", "debug");
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    admin.with("x-request-id", "build-42").put("/api/v1/maintenance", json!({"enabled": true})).await.is(200);
    let (_, log) = served.is_told_to_stop();
    let line = log
        .iter()
        .find(|line| line["message"] == "served" && line["method"] == "PUT")
        .expect("the call is logged");
    assert_eq!(
        (&line["span"]["request_id"], &line["span"]["user"], &line["status"]),
        (&json!("build-42"), &json!("admin"), &json!(200))
    );
    assert!(log.iter().all(|line| !line.to_string().contains(&admin.token())), "a secret is in the log");
    let kept = std::fs::read_to_string(folder.path().join("data/logs/lull.log")).unwrap();
    assert!(!kept.contains(&admin.token()), "a secret is in the log that is kept");
    let mut kept = kept.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let is_it = |one: Value| one["message"] == "served" && one["span"] == line["span"];
    assert!(kept.any(is_it), "the data folder keeps it too");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_once_that_a_hold_is_overdue_and_once_that_the_gate_has_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD);
    let served = Served::start(command, 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let end = engine::Clock::system().now().plus(domain::duration::Span::from_secs(1));
    let hold = json!({"enabled": true, "estimated_end": end});
    admin.put("/api/v1/maintenance", hold).await.is(200);
    while !admin.get("/metrics").await.text.contains("lull_maintenance_overdue 1") {}
    // Each change has the status read anew.
    for message in ["soon", "very soon"] {
        admin.put("/api/v1/maintenance", json!({"enabled": true, "message": message})).await.is(200);
    }
    for _ in 0..2 {
        admin.put("/api/v1/maintenance", json!({"enabled": false})).await.is(200);
    }
    let numbers = admin.get("/metrics").await.text;
    assert!(numbers.contains("lull_openings_total 1") && numbers.contains("lull_maintenance_overdue 0"));
    let (_, log) = served.is_told_to_stop();
    let said = |words: &str, level: &str| {
        log.iter()
            .filter(|line| {
                line["message"].as_str().is_some_and(|text| text.contains(words)) && line["level"] == level
            })
            .count()
    };
    assert_eq!((said("is overdue", "WARN"), said("has opened", "INFO")), (1, 1), "{log:?}");
}
