//! The list for SQLite.

use std::process::Command;

use super::{commands, does, follows_lulls, unknown, words};
use crate::harness::{Caller, DONE, Db, Look, Lull, phase};

async fn follows(command: &str, lull: &Lull, admin: &Caller) {
    if follows_lulls(command, lull, admin).await {
        return;
    }
    match command {
        "cp DATA/lull.db DATA/lull.db.before" => {
            let words = words(command, &[("DATA", &lull.data().display().to_string())]);
            does(command, Command::new(&words[0]).args(&words[1..]));
        }
        // The set-up does not ask for the program: a connection of the test's own does what it would.
        "sqlite3 DATA/lull.db 'VACUUM'" => {
            let mut own = lull.look().connect().await;
            own.run("VACUUM").await;
            own.close().await;
        }
        "-wal" => assert!(!lull.data().join("lull.db-wal").exists(), "it was closed with what opened it"),
        other => unknown(other),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_to_an_upgrade_in_a_blackout_does_what_it_says() {
    let lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let before = admin.starts("done").await.is(201).id();
    let commands = commands("SQLite:", "\nPostgreSQL,");
    assert!(commands.iter().any(|command| command.starts_with("sqlite3 ")), "{commands:?}");
    for command in &commands {
        follows(command, &lull, &admin).await;
    }
    assert_eq!(phase(&admin).await, "open", "the guide ends with an open Lull");
    admin.get(&format!("/api/v1/requests/{before}")).await.is(200);
    admin.starts("done").await.is(201);
    let copy = Look::Sqlite(lull.data().join("lull.db.before"));
    assert_eq!(copy.count("SELECT COUNT(*) FROM request").await, 1, "the copy is whole");
}
