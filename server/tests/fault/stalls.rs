//! Fault 35: very many pages at once on very few threads. Every body ends, and memory stays where it was.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::{Caller, DONE, Db, Lull, rounds};

/// The longest that all of them may take together, on a host that does other things too.
const BOUND: Duration = Duration::from_secs(120);
/// What memory may grow by, from the first wave to the last.
const GROWTH: u64 = 24 << 10;

const PATHS: [&str; 6] =
    ["/requests", "/processes", "/maintenance", "/settings/system", "/tasks", "/settings/audit"];

/// Asks for `count` pages at once, and insists that each comes whole.
async fn wave(admin: &Caller, count: usize) {
    let began = Instant::now();
    let mut pages = JoinSet::new();
    for number in 0..count {
        let admin = admin.clone();
        pages.spawn(
            async move { (PATHS[number % PATHS.len()], admin.page(PATHS[number % PATHS.len()]).await) },
        );
    }
    let mut whole = 0;
    while let Some(page) = pages.join_next().await {
        let (path, page) = page.unwrap();
        // What the page hands over to the browser follows its last tag, in scripts.
        let end = page.text.trim_end();
        assert!(
            end.contains("</html>") && (end.ends_with("</html>") || end.ends_with("</script>")),
            "{path} was answered {} and ends with {:?}",
            page.status,
            page.text.get(page.text.len().saturating_sub(200)..)
        );
        // Behind the login, or sent there: an answer either way; a page given up would be 503.
        assert!(matches!(page.status, 200 | 303), "{path}: {}", page.status);
        whole += usize::from(page.status == 200);
    }
    assert!(whole > count / 2, "only {whole} of {count} were pages");
    assert!(began.elapsed() < BOUND, "{count} pages took {:?}", began.elapsed());
}

async fn story(threads: &str) {
    let lull = Lull::with(Db::Sqlite, &[("TOKIO_WORKER_THREADS", threads)]).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    for _ in 0..20 {
        admin.post("/api/v1/requests", json!({"process": "done"})).await.is(201);
    }
    let count = rounds(300, 1_000);
    wave(&admin, count).await;
    let first = lull.memory();
    wave(&admin, count).await;
    let last = lull.memory();
    println!("{first} KiB after {count} pages, {last} KiB after {}", 2 * count);
    assert!(last < first + GROWTH, "memory grew from {first} to {last} KiB");
    admin.get("/api/v1/status").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_35_hundreds_of_pages_at_once_all_end_on_one_thread() {
    story("1").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_35_hundreds_of_pages_at_once_all_end_on_two_threads() {
    story("2").await;
}
