//! Who may read the data folder (rule 48).

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use super::{Served, lull};
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

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_and_all_that_is_in_it_are_its_owners_alone_however_open_the_umask_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = lull(folder.path(), &["serve"]);
    command.env("LULL_ADMIN_PASSWORD", PASSWORD).env("PATH", "/usr/bin:/bin");
    let served = Served::start(with_an_open_umask(&command), 1);
    let admin = Caller::new(served.url.clone()).logs_in("admin", PASSWORD).await;
    let source = json!({"name": "hello", "kind": "global", "steps": [{"id": "say", "shell": "echo hello | tee file"}]});
    admin.post("/api/v1/processes", json!({"definition": source})).await.is(201);
    let request = admin.post("/api/v1/requests", json!({"process": "hello"})).await.is(201).json();
    let id = request["id"].as_str().unwrap();
    let mut events = admin.listens(&format!("/api/v1/requests/{id}/log")).await;
    while events.next().await.is_some() {}

    let data = folder.path().join("data");
    let found = modes(&data);
    let attempt = format!("steps/{id}/say/1");
    for name in ["", "lull.db", "lull.db-wal", "lull.db-shm", "lock", "ctl.sock", "key", "steps", &attempt] {
        assert!(found.contains_key(&data.join(name)), "there is no {name:?}: {found:#?}");
    }
    for name in ["start", "log", "exit"] {
        assert!(found.contains_key(&data.join(&attempt).join(name)), "there is no {name}: {found:#?}");
    }
    for (path, (is_dir, mode)) in found {
        let wanted = if is_dir { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{} is {mode:o} and not {wanted:o}", path.display());
    }
    served.is_told_to_stop();
}
