//! `lull user reset-password`: by the control socket when a server runs, else with the data folder's lock (rule 24).

use std::io::BufRead;
use std::process::ExitCode;

use super::ResetArgs;
use crate::control::{self, Answer, Ask, AskError};
use crate::settings::Settings;
use crate::trouble::{failed, usage};

pub(super) fn run(args: &ResetArgs) -> ExitCode {
    let settings = match Settings::load(&args.data.flags()) {
        Ok(settings) => settings,
        Err(error) => return usage(&error),
    };
    let password = match args.stdin.then(read_line).transpose() {
        Ok(password) => password,
        Err(error) => return failed(&format!("the password cannot be read: {error}")),
    };
    let made = password.is_none();
    let ask = Ask::ResetPassword { username: args.username.clone(), password: password.clone() };
    let reset = match control::ask(&settings.data_dir, &ask) {
        Ok(Answer::Password { password }) => Ok(password),
        Ok(Answer::Failed { error }) => Err(error),
        Ok(Answer::Status { .. } | Answer::Done) => Err("the server answered something else".to_owned()),
        Err(AskError::NobodyThere(_)) if settings.data_dir.is_dir() => {
            alone(&settings, &args.username, password)
        }
        Err(error) => Err(error.to_string()),
    };
    match reset {
        Err(error) => failed(&error),
        Ok(password) => {
            println!("The password of {} is reset; their sessions have ended.", args.username);
            if made {
                println!("New password, shown this once: {password}");
            }
            ExitCode::SUCCESS
        }
    }
}

fn read_line() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// No server runs.
fn alone(settings: &Settings, username: &str, password: Option<String>) -> Result<String, String> {
    let first = |first: &str| {
        if username != "admin" {
            println!("First administrator: user admin, password {first} (shown this once)");
        }
    };
    super::alone::act(settings, first, async |engine| engine.reset_password(username, password).await)
}
