//! Sets Lull up, builds it, tests it and packs it: `cargo xtask --help`.
//!
//! It has no dependencies, so that its first words come within seconds on a
//! machine that has nothing but a compiler.

mod apt;
mod bench;
mod build;
mod cargo;
mod ci;
mod command;
mod compiler;
mod dist;
mod faults;
mod lock;
mod needs;
mod node;
mod place;
mod postgres;
mod registry;
mod report;
mod run;
mod rust_src;
mod say;
mod serve;
mod surroundings;
mod tally;
mod test;
mod trouble;
mod version;
mod wasm_target;
mod words;

use std::process::ExitCode;

use command::Command;
use place::Place;
use trouble::Done;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = match Command::parse(&words) {
        Ok(command) => command,
        Err(trouble) => {
            eprintln!("{trouble}");
            return ExitCode::from(2);
        }
    };
    match perform(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            if !trouble.is_said() {
                eprintln!("{trouble}");
            }
            ExitCode::FAILURE
        }
    }
}

fn perform(command: Command) -> Done {
    if let Command::Help = command {
        println!("{}", command::HELP);
        return Ok(());
    }
    if let Command::KeepPostgres(words) = command {
        return postgres::keeper::keep(&words);
    }
    let place = Place::find()?;
    match command {
        Command::Help | Command::KeepPostgres(_) => Ok(()),
        Command::Serve(words) => serve::serve(&place, &words),
        Command::Build => build::build(&place),
        Command::Test => test::test(&place),
        Command::Ci => ci::ci(&place),
        Command::Bench(words) => bench::bench(&place, &words),
        Command::WithPostgres(words) => postgres::with(&place, &words),
        Command::Faults => faults::faults(&place),
        Command::Dist => dist::dist(&place),
    }
}
