//! A window whose `-wal` was left by force: somebody else reads the file when it is to be closed. `lull ctl status` says
//! that all three files belong together, and so it is.

use std::path::{Path, PathBuf};

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use crate::harness::{DONE, Db, Lull, does, goes_offline, leads_there, phase, status, until};

const FILES: [&str; 3] = ["lull.db", "lull.db-wal", "lull.db-shm"];

fn copied(from: &Path, to: &Path, files: &[&str]) {
    std::fs::create_dir(to).unwrap();
    for file in files {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

/// How many requests a copy knows; none where it has not even their table.
async fn requests(folder: &Path) -> i64 {
    let url = format!("sqlite:{}", folder.join("lull.db").display());
    let mut own = SqliteConnection::connect(&url).await.unwrap();
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM request").fetch_one(&mut own).await.unwrap_or(0);
    own.close().await.unwrap();
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wal_that_was_left_by_force_belongs_to_its_file() {
    let lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let mut reader = lull.look().connect().await;
    reader.run("BEGIN").await;
    reader.run("SELECT COUNT(*) FROM request").await;
    let last = admin.starts("done").await.is(201).id();
    goes_offline(&lull, &admin).await;
    let told = status(&lull);
    assert!(told.contains("by force") && told.contains("all three files"), "{told}");
    assert!(told.contains("lull.db-wal is left"), "{told}");
    let left: Vec<PathBuf> = leads_there(&lull, Db::Sqlite).await.into_iter().map(PathBuf::from).collect();
    assert_eq!(left, FILES[1..].iter().map(|file| lull.data().join(file)).collect::<Vec<_>>(), "no descriptor");

    let (all, one) = (lull.path("all"), lull.path("one"));
    copied(&lull.data(), &all, &FILES);
    copied(&lull.data(), &one, &FILES[..1]);
    assert_eq!((requests(&all).await, requests(&one).await), (1, 0));
    let back = lull.path("back");
    copied(&lull.data(), &back, &FILES);
    reader.close().await;
    for file in FILES {
        // The reader's end may have taken two of them away.
        let _ = std::fs::remove_file(lull.data().join(file));
        std::fs::copy(back.join(file), lull.data().join(file)).unwrap();
    }
    does(&lull, &["reopen"]);
    until("it is open", async || phase(&admin).await == "open").await;
    let request = admin.get(&format!("/api/v1/requests/{last}")).await.is(200).json();
    assert_eq!(request["status"], json!("succeeded"));
    admin.starts("done").await.is(201);
}
