//! `lull`: the server and its command line.

use std::process::ExitCode;

use clap::Parser;
use server::args::{Cli, Command};
use server::host::{self, UserCommand};
use server::serve;

fn main() -> ExitCode {
    // Supervisors and their HTTP steps are this same executable; they come before any thread is up (rule 21).
    supervisor::main_if_asked();
    if std::env::args_os().nth(1).is_some_and(|word| word == "step-http") {
        return engine::http_step::main();
    }
    match Cli::parse().command {
        Command::Serve(args) => serve::run(&args.flags()),
        Command::Ctl(args) => host::ctl(&args),
        Command::User(args) => match args.command {
            UserCommand::ResetPassword(args) => host::reset_password(&args),
            UserCommand::Client(command) => command.run(),
        },
        Command::Client(command) => command.run(),
    }
}
