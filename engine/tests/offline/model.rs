//! Random histories of windows: plans, people, starts, the clock both ways, and crashes (faults 19, 23 and 24). After each
//! command the engine must show what the rules say, worked out here by sums of its own.
//!
//! `LULL_FAULTS=long` multiplies the rounds; `LULL_SEED` repeats a run whose seed was printed.

mod asked;
mod command;
mod examples;
mod looks;
mod people;
mod play;
mod rules;
mod series;
mod window;

use std::fmt::Write;

use command::{Command, history};
use play::{Difference, play};

use crate::chance::{Chance, rounds};
use crate::harness::Db;

/// How many commands a history has, beside those that bring it to rest.
const LENGTH: usize = 40;

/// How often a history that differs is played again to find out what of it matters.
const REPLAYS: usize = 30;

async fn agrees(db: Db) {
    let _alone = crate::ALONE.lock().await;
    let mut chance = Chance::seeded();
    for round in 0..rounds(3, 60) {
        let history = history(&mut chance, LENGTH);
        let Some(difference) = play(db, &history).await else { continue };
        println!("round {round} differs:\n{}", told(&history, &difference));
        let (shorter, difference) = shortened(db, history, difference).await;
        let told = told(&shorter, &difference);
        panic!("LULL_SEED={}, round {round} on {db:?}, as short as it was found:\n{told}", chance.seed());
    }
}

/// Leaves out what does not matter: halves of the history, then quarters, down to single commands.
async fn shortened(
    db: Db,
    mut history: Vec<Command>,
    mut difference: Difference,
) -> (Vec<Command>, Difference) {
    history.truncate(difference.after);
    let (mut part, mut replays) = (history.len() / 2, 0);
    while part > 0 {
        let mut from = 0;
        while from < history.len() && replays < REPLAYS {
            replays += 1;
            let rest = history.iter().skip(from + part);
            let shorter: Vec<Command> = history.iter().take(from).chain(rest).cloned().collect();
            let again = play(db, &shorter).await;
            match again {
                Some(again) => (history, difference) = (shorter, again),
                None => from += part,
            }
            history.truncate(difference.after);
        }
        part /= 2;
    }
    (history, difference)
}

fn told(history: &[Command], difference: &Difference) -> String {
    let mut told = String::new();
    for command in history.iter().take(difference.after) {
        writeln!(told, "  {command:?}").unwrap();
    }
    told + &difference.words
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_23_random_histories_show_what_the_rules_say_on_sqlite() {
    agrees(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_23_random_histories_show_what_the_rules_say_on_postgres() {
    agrees(Db::Postgres).await;
}
