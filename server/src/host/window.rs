//! `lull ctl offline|extend|confirm|reopen`: what an operator on the host does to a window, without database and login.

use std::process::ExitCode;

use domain::duration::Span;

use crate::args::DataArgs;
use crate::cli::moment::Moment;
use crate::control::{self, Answer, Ask, AskError};
use crate::settings::Settings;
use crate::trouble::{failed, usage};

/// What to do.
#[derive(clap::Subcommand)]
pub(super) enum WindowCommand {
    /// Take the database offline now
    Offline {
        /// For how long, such as 30m; it can be extended
        #[arg(long = "for", default_value = "1h")]
        length: Span,
        /// Why, for people who may log in
        #[arg(long)]
        reason: Option<String>,
        /// For everybody
        #[arg(long)]
        message: Option<String>,
    },
    /// Move the end of the window to a later instant
    Extend {
        /// RFC 3339, or how far from now: 45m
        until: Moment,
    },
    /// Confirm that Lull may open
    Confirm,
    /// Bring the database back now, and open
    Reopen,
}

pub(super) fn run(data: &DataArgs, command: &WindowCommand) -> ExitCode {
    let settings = match Settings::load(&data.flags()) {
        Ok(settings) => settings,
        Err(error) => return usage(&error),
    };
    let (ask, done) = match command {
        WindowCommand::Offline { length, reason, message } => {
            let (reason, message) = (reason.clone(), message.clone());
            (
                Ask::Offline { length: *length, reason, message },
                "The database goes offline; lull ctl status tells when it is.",
            )
        }
        WindowCommand::Extend { until } => {
            (Ask::Extend { end: until.from(engine::Clock::system().now()) }, "The window is extended.")
        }
        WindowCommand::Confirm => (Ask::Confirm, "Confirmed: Lull opens as soon as every check is green."),
        WindowCommand::Reopen => {
            (Ask::Reopen, "The database is brought back; Lull opens as soon as every check is green.")
        }
    };
    match control::ask(&settings.data_dir, &ask) {
        Ok(Answer::Done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Ok(Answer::Failed { error }) => failed(&error),
        Ok(Answer::Status { .. } | Answer::Password { .. }) => failed(&"the server answered something else"),
        Err(error @ AskError::NobodyThere(_)) => failed(&format!(
            "{error}: start it (lull serve), inside a window it comes up offline and touches nothing"
        )),
        Err(error) => failed(&error),
    }
}
