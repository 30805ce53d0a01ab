//! Commands on the server's own host: no login, the database as it is.

mod alone;
mod ctl;
mod reset_password;
mod window;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::args::DataArgs;

/// `lull ctl`.
#[derive(Args)]
pub struct CtlArgs {
    #[command(flatten)]
    data: DataArgs,
    /// What to ask.
    #[command(subcommand)]
    command: CtlCommand,
}

/// What `lull ctl` can do.
#[derive(Subcommand)]
enum CtlCommand {
    /// Show the phase, the holds, what runs, and what may be restarted
    Status {
        /// json for scripts
        #[arg(long, value_enum, default_value = "human")]
        output: Output,
    },
    #[command(flatten)]
    Window(window::WindowCommand),
}

/// How a command tells its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Output {
    /// For people.
    Human,
    /// For scripts.
    Json,
}

/// `lull user`.
#[derive(Args)]
pub struct UserArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What `lull user` can do.
#[derive(Subcommand)]
pub enum UserCommand {
    /// Give a user a new password, on the server's host
    ResetPassword(ResetArgs),
    #[command(flatten)]
    Client(crate::cli::user::UserCommand),
}

/// `lull user reset-password`.
#[derive(Args)]
pub struct ResetArgs {
    /// The user's name
    username: String,
    /// Read the new password from standard input instead of making one
    #[arg(long)]
    stdin: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// Runs `lull ctl`.
pub fn ctl(args: &CtlArgs) -> ExitCode {
    match &args.command {
        CtlCommand::Status { output } => ctl::status(&args.data, *output),
        CtlCommand::Window(command) => window::run(&args.data, command),
    }
}

/// Runs `lull user reset-password`.
pub fn reset_password(args: &ResetArgs) -> ExitCode {
    reset_password::run(args)
}
