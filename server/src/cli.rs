//! The client side of the command line: every command here is one call or a few over REST.
//!
//! A command's path: clap reads its arguments, [`call::Call`] finds server and token, the command asks
//! [`api::Api`], and [`out::Out`] tells the answer: as words, or exactly as the API sent it. Which code it exits
//! with is contract.md's, "The executable".

mod api;
pub mod apply;
pub mod audit;
pub mod blackout;
mod call;
mod change;
pub mod completions;
pub mod drain;
mod end;
mod facts;
mod failure;
pub mod feed;
pub mod login;
mod look;
pub mod maintenance;
pub mod missed;
pub mod moment;
mod out;
mod paging;
mod problem;
pub mod process;
mod prompt;
pub mod request;
pub mod settings;
mod sse;
pub mod status;
mod table;
pub mod task;
pub mod token;
pub mod user;
mod wait;

use std::process::ExitCode;

use clap::Subcommand;

use call::{Call, Nothing};

/// What `lull --help` says at its end.
pub const HELP: &str = "\
Client commands ask the server at LULL_URL (http://127.0.0.1:3000 unless set) with the token in LULL_TOKEN:

    export LULL_TOKEN=$(lull login)

They exit with 0 when done, 1 when it failed, 2 when asked wrongly, 3 when maintenance refused it,
and 4 when a wait timed out.";

/// The commands that ask a server over REST.
#[derive(Subcommand)]
pub enum ClientCommand {
    /// Log in, and print the token for LULL_TOKEN
    #[command(after_help = login::EXAMPLES)]
    Login(Call<login::LoginArgs>),
    /// Show whether work may start: the phase, the holds, until when
    Status(Call<Nothing>),
    /// Switch maintenance mode on or off, or show it
    #[command(subcommand)]
    Maintenance(maintenance::MaintenanceCommand),
    /// Blackouts: plan, preview, change and end planned windows
    #[command(subcommand)]
    Blackout(blackout::BlackoutCommand),
    /// Show what still runs, and wait until nothing does
    ///
    /// Says when it is expected to be quiet, whether Lull may be restarted, and whether its host or the database may.
    #[command(after_help = drain::EXAMPLES)]
    Drain(Call<drain::WaitArgs>),
    /// Processes: save, check and show their definitions
    #[command(subcommand)]
    Process(process::ProcessCommand),
    /// Create or update the processes that a file defines, all or none
    #[command(after_help = apply::EXAMPLES)]
    Apply(Call<apply::ApplyArgs>),
    /// Requests: run processes, and see how that goes
    #[command(subcommand)]
    Request(request::RequestCommand),
    /// Manual tasks: steps that wait for a person
    #[command(subcommand)]
    Task(task::TaskCommand),
    /// What could not start because of maintenance
    #[command(subcommand)]
    Missed(missed::MissedCommand),
    /// API tokens
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// The calendar feed: keys that a calendar subscribes with
    #[command(subcommand)]
    Feed(feed::FeedCommand),
    /// The audit trail
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// System settings
    #[command(subcommand)]
    Settings(settings::SettingsCommand),
    /// Print a script that lets a shell complete commands and flags
    #[command(after_help = completions::EXAMPLES)]
    Completions(completions::CompletionsArgs),
}

impl ClientCommand {
    /// Runs it.
    #[must_use]
    pub fn run(&self) -> ExitCode {
        match self {
            Self::Login(call) => call.run(login::login),
            Self::Status(call) => call.run(status::status),
            Self::Maintenance(command) => command.run(),
            Self::Blackout(command) => command.run(),
            Self::Drain(call) => call.run(drain::drain),
            Self::Process(command) => command.run(),
            Self::Apply(call) => call.run(apply::apply),
            Self::Request(command) => command.run(),
            Self::Task(command) => command.run(),
            Self::Missed(command) => command.run(),
            Self::Token(command) => command.run(),
            Self::Feed(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Settings(command) => command.run(),
            Self::Completions(args) => completions::run(args),
        }
    }
}
