//! The guide, followed to the letter: every command that it gives for upgrading a database in a blackout is carried out
//! on a real server. One that these tests do not know fails them, so that both change together.

mod postgres;
mod sqlite;

use std::process::Command;

use crate::harness::{Caller, Lull, phase, said, until};

const GUIDE: &str = include_str!("../../../docs/user/blackouts.md");

/// What stands in backticks between two places of the section, in its order.
fn commands(from: &str, to: &str) -> Vec<&'static str> {
    let (_, section) = GUIDE.split_once("## Upgrade the database in a blackout\n").expect("the section");
    let (_, list) = section.split_once(from).expect("where the list begins");
    let (list, _) = list.split_once(to).expect("where the list ends");
    list.split('`').skip(1).step_by(2).collect()
}

/// The words of a command as a shell takes them, with what it leaves open put in its place.
fn words(command: &str, places: &[(&str, &str)]) -> Vec<String> {
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
        for (place, there) in places {
            *word = word.replace(place, there);
        }
    }
    words
}

/// Runs a command of Lull's; what it said.
fn runs(command: &str, lull: &Lull, admin: &Caller) -> String {
    let words = words(command, &[]);
    let rest: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    // The service's own environment names its folder.
    let mut run = lull.command(&rest, admin.token());
    does(command, run.env("LULL_DATA_DIR", lull.data()))
}

fn does(command: &str, run: &mut Command) -> String {
    let output = run.output().unwrap();
    assert!(output.status.success(), "{command}: {}", said(&output));
    said(&output)
}

/// What the guide means by a command of Lull's; false for others.
async fn follows_lulls(command: &str, lull: &Lull, admin: &Caller) -> bool {
    match command {
        // One for later: the guide says *or*.
        "lull blackout create 'database upgrade' --start … --zone … --duration 1h" => {
            runs(command, lull, admin);
            assert!(runs("lull blackout list", lull, admin).contains("database upgrade"));
        }
        "lull ctl offline --for 1h" => drop(runs(command, lull, admin)),
        "lull ctl status" => {
            let says_so = async || {
                let told = runs(command, lull, admin);
                told.contains("the database is closed") && told.contains("it is yours")
            };
            until("it says that the database is closed and yours", says_so).await;
        }
        "lull ctl reopen" => {
            runs(command, lull, admin);
            until("it is open", async || phase(admin).await == "open").await;
        }
        _ => return false,
    }
    true
}

fn unknown(command: &str) -> ! {
    panic!("the guide says `{command}`, and this test does not know how to follow it")
}
