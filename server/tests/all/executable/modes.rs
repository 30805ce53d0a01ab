//! Who may read the data folder (rule 48).

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use super::{Served, lull, run, text};
use crate::harness::{Caller, PASSWORD};

/// The same command from a shell that lets everybody read and write what it makes.
fn with_an_open_umask(command: &Command) -> Command {
    let mut open = Command::new("/bin/sh");
    open.args(["-c", r#"umask 000; exec "$0" "$@""#]).arg(command.get_program()).args(command.get_args());
    open.current_dir(command.get_current_dir().unwrap()).env_clear();
    open.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    open.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    open
}

/// Everything below a folder, itself included, with its permissions.
fn modes(folder: &Path) -> BTreeMap<PathBuf, (bool, u32)> {
    let (mut found, mut next) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(path) = next.pop() {
        let data = std::fs::symlink_metadata(&path).unwrap();
        if data.is_dir() {
            next.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        found.insert(path, (data.is_dir(), data.permissions().mode() & 0o7777));
    }
    found
}

/// A server with an open umask, and its administrator.
async fn serves_openly(folder: &Path) -> (Served, Caller) {
    let mut command = lull(folder, &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
    let served = Served::start(with_an_open_umask(&command), 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let source = json!({"name": "hello", "kind": "global", "steps": [{"id": "say", "shell": "echo hello | tee file"}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    (served, admin)
}

/// Sees to it that these are in the data folder, and that nobody else reads anything there.
fn is_private(data: &Path, names: &[&str]) {
    let found = modes(data);
    for name in names {
        assert!(found.contains_key(&data.join(name)), "there is no {name:?}: {found:#?}");
    }
    for (path, (is_dir, mode)) in found {
        let wanted = if is_dir { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{} is {mode:o} and not {wanted:o}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_and_all_that_is_in_it_are_its_owners_alone_however_open_the_umask_is() {
    let folder = tempfile::tempdir().unwrap();
    let (served, admin) = serves_openly(folder.path()).await;
    let request = admin.post("/api/v1/requests", json!({"process": "hello"})).await.is(201).json();
    let id = request["id"].as_str().unwrap();
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}

    let data = folder.path().join("data");
    is_private(&data, &["", "lull.db", "lull.db-wal", "lull.db-shm", "lock", "ctl.sock", "key", "steps"]);
    is_private(&data.join("logs"), &["", "lull.log"]);
    let attempt = format!("steps/{id}/say/1");
    is_private(&data.join(attempt), &["start", "log", "exit"]);
    served.is_told_to_stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_the_database_is_offline_is_its_owners_alone_too() {
    let folder = tempfile::tempdir().unwrap();
    let (served, admin) = serves_openly(folder.path()).await;
    let mut statuses = admin.listens("/api/v1/status/events").await;
    let goes = run(folder.path(), &["ctl", "offline", "--for", "1h"]);
    assert!(goes.status.success(), "{}", text(&goes.stderr));
    while statuses.next().await.unwrap().json()["phase"] != "offline" {}
    admin.post("/api/v1/requests", json!({"process": "hello"})).await.is(503);
    is_private(&folder.path().join("data"), &["lull.db", "state.a", "state.b", "journal"]);
    served.is_told_to_stop();
}
