//! Fault 6, of files: the server dies right before and right after it makes an attempt's folder or its key. Each step
//! runs once all the same, and there is one key, whole and private, with nothing left beside it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::harness::{Db, Lull, until};

const MARK: &str = r#"
name: mark
kind: global
inputs: [{ name: marks, required: true }, { name: token, secret: true }]
steps:
  - id: mark
    env: { MARKS: "{{ inputs.marks }}", TOKEN: "{{ inputs.token }}" }
    shell: |
      echo "$TOKEN" | tr a-z A-Z >> "$MARKS"
"#;

/// Starts the step on a server that dies at `point`, and sees it run once under the next one.
async fn a_step_survives(db: Db, point: &str) {
    let mut lull = Lull::on(db).await;
    let admin = lull.admin().await;
    admin.has_process(MARK).await;
    lull.dies();
    assert!(lull.tries_to_start(&[("FAILPOINTS", &format!("{point}=return"))]));
    let marks = lull.path("marks");
    let ask = json!({"process": "mark", "inputs": {"marks": marks.display().to_string(), "token": "canary"}});
    let told = admin.at(lull.url()).tries(http::Method::POST, "/api/v1/requests", Some(ask)).await;
    until("it has died", async || lull.has_died()).await;
    lull.dies();
    assert!(!marks.exists(), "{point}: nothing has run");
    lull.starts();
    let admin = admin.at(lull.url());
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    let requests = admin.requests().await;
    assert_eq!(requests.len(), 1, "{point}: it was committed before its folder was made");
    if let Some(told) = told {
        assert_eq!(requests[0]["id"], told.is(201).id());
    }
    let step = &requests[0]["steps"][0];
    assert_eq!((&step["outcome"], &step["attempt"]), (&json!("succeeded"), &json!(1)), "{point}");
    assert_eq!(fs::read_to_string(&marks).unwrap(), "CANARY\n", "{point}: once, with its secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_around_the_making_of_an_attempts_folder_runs_its_step_once() {
    for db in [Db::Sqlite, Db::Postgres] {
        for point in ["attempt-before", "attempt-after"] {
            a_step_survives(db, point).await;
        }
    }
}

/// How many unfinished keys lie in the data folder.
fn parts_of_keys(lull: &Lull) -> usize {
    let names = fs::read_dir(lull.data()).unwrap().map(|entry| entry.unwrap().file_name());
    names.filter(|name| name.to_string_lossy().starts_with("key.part.")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_6_a_crash_around_the_writing_of_the_key_leaves_one_whole_key_that_is_kept() {
    for point in ["key-before", "key-written", "key-linked"] {
        let mut lull = Lull::still(Db::Sqlite).await;
        assert!(!lull.tries_to_start(&[("FAILPOINTS", &format!("{point}=return"))]), "{point}");
        let key = lull.data().join("key");
        let left = fs::read(&key).ok();
        assert_eq!(left.as_ref().map(Vec::len), (point == "key-linked").then_some(32), "{point}");
        assert_eq!(parts_of_keys(&lull), usize::from(point != "key-before"), "{point}");
        lull.starts();
        assert_eq!(parts_of_keys(&lull), 0, "{point}: what the dead process left is gone");
        let kept = fs::read(&key).unwrap();
        assert_eq!(kept.len(), 32, "{point}");
        assert!(left.is_none_or(|left| left == kept), "{point}: what was linked is kept");
        let admin = lull.admin().await;
        admin.has_process(MARK).await;
        lull.dies();
        lull.starts();
        assert_eq!(fs::read(&key).unwrap(), kept, "{point}");
        for entry in fs::read_dir(lull.data()).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{point}: {} is open to others", entry.path().display());
        }
    }
}
