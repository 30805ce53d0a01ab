//! `lull ctl status`.

use std::process::ExitCode;

use domain::status::SystemStatus;

use super::Output;
use crate::args::DataArgs;
use crate::control::{self, Answer, Ask, HostStatus};
use crate::settings::Settings;
use crate::trouble::{FAILED, failed, usage};

pub(super) fn status(data: &DataArgs, output: Output) -> ExitCode {
    let settings = match Settings::load(&data.flags()) {
        Ok(settings) => settings,
        Err(error) => return usage(&error),
    };
    match control::ask(&settings.data_dir, &Ask::Status) {
        Ok(Answer::Status { status }) => {
            match output {
                Output::Human => print!("{}", told(&status)),
                Output::Json => println!("{}", serde_json::to_string_pretty(&status).unwrap_or_default()),
            }
            ExitCode::SUCCESS
        }
        Ok(Answer::Failed { error }) => failed(&error),
        Ok(Answer::Password { .. }) => ExitCode::from(FAILED),
        Err(error) => failed(&error),
    }
}

/// The status in a few lines.
fn told(host: &HostStatus) -> String {
    let SystemStatus { phase, maintenance, epoch, .. } = &host.status;
    let mut text = format!(
        "{}  Lull {}, pid {}, {} since {}\nphase {}, epoch {}\n",
        host.url,
        host.version,
        host.pid,
        "up",
        host.since,
        phase.as_str(),
        epoch.unwrap_or_default()
    );
    for hold in &maintenance.holds {
        let reason = hold.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let end = hold.estimated_end.map(|end| format!(", until about {end}")).unwrap_or_default();
        text.push_str(&format!(
            "  {} hold by {} since {}{end}{reason}\n",
            hold.kind.as_str(),
            hold.owner,
            hold.since
        ));
    }
    text.push_str(&format!(
        "running: {} requests, {} steps\nrestart Lull? {}\nrestart the host or stop the database? {}\n",
        host.status.running.unwrap_or_default(),
        host.steps_running,
        host.restart.lull.why,
        host.restart.host.why
    ));
    text
}
