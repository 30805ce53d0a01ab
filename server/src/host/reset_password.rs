//! `lull user reset-password`: by the control socket when a server runs, else with the data folder's lock (rule 24).

use std::io::BufRead;
use std::process::ExitCode;
use std::time::Duration;

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
        Ok(Answer::Status { .. }) => Err("the server answered something else".to_owned()),
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

/// No server runs: opens the data folder itself, which takes its lock.
fn alone(settings: &Settings, username: &str, password: Option<String>) -> Result<String, String> {
    crate::serve::private_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(async {
        // Nothing but the password is to change: no hold of rule 20.
        let config = engine::Config { start_in_maintenance: false, ..settings.engine() };
        let opened = engine::Engine::open(config, engine::Clock::system()).await;
        let (engine, opened) = opened.map_err(|error| error.to_string())?;
        if let (Some(first), true) = (opened.made_password, username != "admin") {
            println!("First administrator: user admin, password {first} (shown this once)");
        }
        let reset = engine.reset_password(username, password).await.map_err(|error| error.to_string());
        engine.close(Duration::from_secs(5)).await;
        reset
    })
}
