//! The guide, followed to the letter: every command that it gives for upgrading an SQLite database in a blackout is
//! carried out on a real server. One that this test does not know fails it, so that both change together.

use std::process::Command;

use crate::harness::{Caller, DONE, Db, Look, Lull, phase, said, until};

const GUIDE: &str = include_str!("../../../docs/user/blackouts.md");

/// What stands in backticks in the list for SQLite, in its order.
fn commands() -> Vec<&'static str> {
    let (_, section) = GUIDE.split_once("## Upgrade the database in a blackout\n").expect("the section");
    let (list, _) = section.split_once("\nPostgreSQL:").expect("the list for PostgreSQL after it");
    list.split('`').skip(1).step_by(2).collect()
}

/// The words of a command as a shell takes them, with what it leaves open put in its place.
fn words(command: &str, lull: &Lull) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    let mut words: Vec<String> = parts
        .flat_map(|(at, part)| match at % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect();
    let mut open = ["2037-01-10T02:00", "Europe/Berlin"].into_iter();
    for word in &mut words {
        if word == "…" {
            *word = open.next().expect("a start and a zone are open").to_owned();
        }
        *word = word.replace("DATA", &lull.data().display().to_string());
    }
    words
}

/// Runs it; what it said.
fn runs(command: &str, lull: &Lull, admin: &Caller) -> String {
    let words = words(command, lull);
    let mut run = match words[0].as_str() {
        "lull" => {
            let rest: Vec<&str> = words[1..].iter().map(String::as_str).collect();
            let mut run = lull.command(&rest, admin.token());
            // The service's own environment names its folder.
            run.env("LULL_DATA_DIR", lull.data());
            run
        }
        program => {
            let mut run = Command::new(program);
            run.args(&words[1..]);
            run
        }
    };
    let output = run.output().unwrap();
    assert!(output.status.success(), "{command}: {}", said(&output));
    said(&output)
}

/// What the guide means by a command.
async fn follows(command: &str, lull: &Lull, admin: &Caller) {
    match command {
        // One for later: the guide says *or*.
        "lull blackout create 'database upgrade' --start … --zone … --duration 1h" => {
            runs(command, lull, admin);
            assert!(runs("lull blackout list", lull, admin).contains("database upgrade"));
        }
        "lull ctl offline --for 1h" | "cp DATA/lull.db DATA/lull.db.before" => {
            drop(runs(command, lull, admin))
        }
        "lull ctl status" => {
            let says_so = async || {
                let told = runs(command, lull, admin);
                told.contains("the database is closed") && told.contains("it is yours")
            };
            until("it says that the database is closed and yours", says_so).await;
        }
        // The set-up does not ask for the program: a connection of the test's own does what it would.
        "sqlite3 DATA/lull.db 'VACUUM'" => {
            let mut own = lull.look().connect().await;
            own.run("VACUUM").await;
            own.close().await;
        }
        "-wal" => assert!(!lull.data().join("lull.db-wal").exists(), "it was closed with what opened it"),
        "lull ctl reopen" => {
            runs(command, lull, admin);
            until("it is open", async || phase(admin).await == "open").await;
        }
        other => panic!("the guide says `{other}`, and this test does not know how to follow it"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_to_an_upgrade_in_a_blackout_does_what_it_says() {
    let lull = Lull::on(Db::Sqlite).await;
    let admin = lull.admin().await;
    admin.has_process(DONE).await;
    let before = admin.starts("done").await.is(201).id();
    let commands = commands();
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
