//! Fault 11: a step floods its log. Others' steps and calls do not notice, memory stays where it was, and the cut is said.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::{DONE, Db, Lull, rounds, until};

/// Writes 10 MB after 10 MB until it is told to end: lines, one line without an end, and bytes that are no text.
const FLOOD: &str = r#"
name: flood
kind: global
inputs: [{ name: folder, required: true }]
steps:
  - id: flood
    env: { FOLDER: "{{ inputs.folder }}" }
    shell: |
      written=0
      until [ -e "$FOLDER/enough" ]; do
        case $((written % 3)) in
          0) yes 'a line of a log that does not end' | head -c 10000000 ;;
          1) head -c 10000000 /dev/zero | tr '\0' x ;;
          *) head -c 10000000 /dev/zero | tr '\0' '\377' ;;
        esac
        written=$((written + 1))
        echo "$written" > "$FOLDER/written.new"
        mv "$FOLDER/written.new" "$FOLDER/written"
      done
"#;

const TWO: &str = "name: two\nkind: global\nsteps:\n  - id: one\n    shell: echo one\n  - id: two\n    needs: [one]\n    shell: echo two\n";

/// The longest that a call may take meanwhile, and a small request from its start to its end.
const CALL: Duration = Duration::from_secs(1);
const RUN: Duration = Duration::from_secs(10);
/// What the server's memory may grow by, in KiB.
const GROWTH: u64 = 64 << 10;
/// How much of a log is kept.
const CAP: usize = 8 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn fault_11_while_a_step_floods_its_log_others_go_on_and_memory_stays_bounded() {
    let lull = Lull::with(Db::Sqlite, &[("LULL_LOG_CAP", &CAP.to_string())]).await;
    let admin = lull.admin().await;
    for source in [DONE, TWO, FLOOD] {
        admin.has_process(source).await;
    }
    admin.starts("two").await.is(201);
    let folder = lull.path("flood");
    std::fs::create_dir(&folder).unwrap();
    let before = lull.memory();
    let ask = json!({"process": "flood", "inputs": {"folder": folder.display().to_string()}});
    let id = admin.post("/api/v1/requests", ask).await.is(201).id();
    let log = format!("/api/v1/requests/{id}/log");
    let reader = tokio::spawn({
        let (admin, log) = (admin.clone(), log.clone());
        async move { admin.streams(&log).await }
    });
    let written = || {
        let text = std::fs::read_to_string(folder.join("written")).unwrap_or_default();
        text.trim().parse::<usize>().unwrap_or(0)
    };
    until("it floods", async || written() > 0).await;
    let (mut most, mut slowest) = (0, Duration::ZERO);
    let mut timed = async |path: &str| {
        let began = Instant::now();
        let answer = admin.get(path).await.is(200);
        slowest = slowest.max(began.elapsed());
        answer
    };
    // 1 GB, or 10.
    let enough = rounds(100, 1_000);
    let mut others = 0;
    while written() < enough || others < 5 {
        let began = Instant::now();
        let other = admin.starts("two").await.is(201).id();
        loop {
            let now = timed(&format!("/api/v1/requests/{other}")).await.json();
            most = most.max(lull.memory());
            match now["status"].as_str() {
                Some("succeeded") => break,
                Some("running") => assert!(began.elapsed() < RUN, "another request is held up: {now}"),
                _ => panic!("{now}"),
            }
            timed("/api/v1/status").await;
        }
        others += 1;
    }
    std::fs::write(folder.join("enough"), "").unwrap();
    let followed = reader.await.unwrap().is(200).text;
    most = most.max(lull.memory());
    println!(
        "{} MB written, {others} other requests, slowest call {slowest:?}, memory {before} KiB and {most} KiB at most",
        written() * 10
    );
    assert!(most < before + GROWTH, "memory grew from {before} to {most} KiB");
    assert!(slowest < CALL, "a call took {slowest:?}");
    let request = admin.get(&format!("/api/v1/requests/{id}")).await.is(200).json();
    assert_eq!(request["status"], "succeeded", "{request}");
    let kept = admin.get(&format!("{log}?step=flood")).await.is(200).text;
    assert!(kept.len() < 4 * CAP, "{} bytes are kept", kept.len());
    let end: String = kept.chars().rev().take(400).collect::<Vec<_>>().into_iter().rev().collect();
    assert!(end.contains("[lull] "), "the cut is not said: {end}");
    assert!(
        followed.contains("event: end") && followed.contains("[lull] "),
        "the reader was not told the end"
    );
}
