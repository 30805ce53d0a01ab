//! Fault 9: the server is killed above a shell, its child and its grandchild. They are adopted, or ended.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use crate::harness::{Db, Lull, children, kill, mentioning, until, zombies};

/// A step with a child, and a grandchild in a session of its own; it ends when a file appears.
const TREE: &str = r#"
name: tree
kind: global
inputs: [{ name: folder, required: true }]
steps:
  - id: tree
    env: { FOLDER: "{{ inputs.folder }}" }
    shell: |
      sh -c 'setsid sh -c "touch $FOLDER/grandchild; sleep 600" & echo child >> "$FOLDER/marks"; sleep 600' &
      until [ -e "$FOLDER/go" ]; do sleep 0.05; done
"#;

struct Tree {
    lull: Lull,
    id: String,
}

impl Tree {
    async fn grows(db: Db) -> (Self, crate::harness::Caller) {
        let lull = Lull::on(db).await;
        let admin = lull.admin().await;
        admin.has_process(TREE).await;
        std::fs::create_dir(lull.path("tree")).unwrap();
        let ask = json!({"process": "tree", "inputs": {"folder": lull.path("tree").display().to_string()}});
        let id = admin.post("/api/v1/requests", ask).await.is(201).id();
        until("the grandchild runs", async || lull.path("tree/grandchild").exists()).await;
        (Self { lull, id }, admin)
    }

    async fn nothing_is_left(&self) {
        let folder = self.lull.path("tree");
        until("no process of the step is left", async || mentioning(&folder).is_empty()).await;
        until("no supervisor is left", async || children(self.lull.pid()).is_empty()).await;
        until("nothing is left to be waited for", async || zombies(self.lull.pid()).is_empty()).await;
        let ran = std::fs::read_to_string(folder.join("marks")).unwrap();
        assert_eq!(ran.lines().count(), 1, "the step ran once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_9_a_tree_whose_server_was_killed_is_adopted_and_leaves_nothing() {
    let (mut tree, admin) = Tree::grows(Db::Sqlite).await;
    tree.lull.dies();
    assert!(!mentioning(&tree.lull.path("tree")).is_empty(), "the step goes on without a server");
    tree.lull.starts();
    let admin = admin.at(tree.lull.url());
    let request = admin.get(&format!("/api/v1/requests/{}", tree.id)).await.is(200).json();
    assert_eq!(request["status"], "running", "{request}");
    std::fs::write(tree.lull.path("tree/go"), "").unwrap();
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    let request = admin.get(&format!("/api/v1/requests/{}", tree.id)).await.is(200).json();
    assert_eq!(
        (&request["status"], &request["steps"][0]["attempt"]),
        (&json!("succeeded"), &json!(1)),
        "{request}"
    );
    tree.nothing_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_9_a_tree_whose_supervisor_was_killed_too_is_ended_before_it_is_called_interrupted() {
    let (mut tree, admin) = Tree::grows(Db::Sqlite).await;
    let supervisors = children(tree.lull.pid());
    assert_eq!(supervisors.len(), 1, "one supervisor");
    tree.lull.dies();
    kill(supervisors[0], Signal::KILL);
    tree.lull.starts();
    let admin = admin.at(tree.lull.url());
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    assert!(mentioning(&tree.lull.path("tree")).is_empty(), "it was called interrupted before it was ended");
    let request = admin.get(&format!("/api/v1/requests/{}", tree.id)).await.is(200).json();
    let (status, outcome) = (&request["status"], &request["steps"][0]["outcome"]);
    assert_eq!((status, outcome), (&json!("failed"), &json!("interrupted")), "{request}");
    tree.nothing_is_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_9_a_tree_is_ended_by_a_cancel_asked_for_just_before_the_kill() {
    let (mut tree, admin) = Tree::grows(Db::Sqlite).await;
    let path = format!("/api/v1/requests/{}/cancel", tree.id);
    tokio::time::timeout(Duration::from_secs(20), admin.post(&path, json!({}))).await.unwrap().is(200);
    tree.lull.dies();
    tree.lull.starts();
    let admin = admin.at(tree.lull.url());
    admin.maintenance(true).await.is(200);
    admin.quiet().await;
    let request = admin.get(&format!("/api/v1/requests/{}", tree.id)).await.is(200).json();
    assert_eq!(request["status"], "cancelled", "{request}");
    tree.nothing_is_left().await;
}
