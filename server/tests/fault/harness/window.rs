//! What an operator on the host says to a server, and what a test sees of its window.

use std::process::Output;

use http::Method;

use super::{Caller, Db, Lull, until};

/// Runs `lull ctl` on the server's host.
pub fn ctl(lull: &Lull, words: &[&str]) -> Output {
    let data = lull.data().display().to_string();
    let all: Vec<&str> = [&["ctl"], words, &["--data-dir", &data]].concat();
    lull.command(&all, "").output().unwrap()
}

/// As [`ctl`], and insists that it is done; what it said.
#[track_caller]
pub fn does(lull: &Lull, words: &[&str]) -> String {
    let output = ctl(lull, words);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    said(&output)
}

/// What `lull ctl status` says.
#[track_caller]
pub fn status(lull: &Lull) -> String {
    does(lull, &["status"])
}

pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The phase; empty while nobody answers, or the caller cannot be looked up.
pub async fn phase(caller: &Caller) -> String {
    let answer = caller.tries(Method::GET, "/api/v1/status", None).await;
    let told = answer.filter(|answer| answer.status == 200).map(|answer| answer.json());
    told.and_then(|told| Some(told["phase"].as_str()?.to_owned())).unwrap_or_default()
}

/// Takes the database offline, and waits until it is.
pub async fn goes_offline(lull: &Lull, caller: &Caller) {
    does(lull, &["offline", "--for", "1h", "--message", "Back at four"]);
    until("it is offline", async || phase(caller).await == "offline").await;
}

/// What of this server leads to its database.
pub async fn leads_there(lull: &Lull, db: Db) -> Vec<String> {
    if db == Db::Postgres {
        let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name LIKE 'lull/%' AND datname = current_database()";
        let count = lull.look().count(sql).await;
        return (count > 0).then(|| format!("{count} connections")).into_iter().collect();
    }
    let file = lull.data().join("lull.db");
    let open = std::fs::read_dir(format!("/proc/{}/fd", lull.pid())).unwrap().flatten();
    let targets = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    let beside = ["lull.db-wal", "lull.db-shm"].map(|name| lull.data().join(name));
    targets
        .filter(|target| target.starts_with(&file) || beside.iter().any(|one| one == target))
        .chain(beside.iter().filter(|one| one.exists()).cloned())
        .map(|path| path.display().to_string())
        .collect()
}
