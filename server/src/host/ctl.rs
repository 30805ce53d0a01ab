//! `lull ctl status`: by the control socket when a server runs, else with the data folder's lock (rule 24).

use std::process::ExitCode;

use domain::drain::{Blocker, RestartAnswers};
use domain::permission::{Authority, Person, Read, Role};
use domain::status::SystemStatus;
use engine::Engine;
use serde::Serialize;

use super::{Output, alone};
use crate::args::DataArgs;
use crate::control::{self, Answer, Ask, AskError, HostStatus};
use crate::settings::Settings;
use crate::trouble::{FAILED, failed, usage};

/// How things stand while no server runs: the fields of [`HostStatus`], without those of a process.
#[derive(Serialize)]
struct AtRest {
    version: &'static str,
    pid: Option<u32>,
    url: Option<String>,
    /// Steps on record as running, which the next server adopts.
    steps_running: u64,
    /// The requests that go on with it.
    requests: Vec<Blocker>,
    /// How many more there are.
    requests_more: u64,
    status: SystemStatus,
    /// While the database is offline: what the operator should know, a line each.
    offline: Vec<String>,
    restart: RestartAnswers,
}

pub(super) fn status(data: &DataArgs, output: Output) -> ExitCode {
    let settings = match Settings::load(&data.flags()) {
        Ok(settings) => settings,
        Err(error) => return usage(&error),
    };
    match control::ask(&settings.data_dir, &Ask::Status) {
        Ok(Answer::Status { status }) => show(output, &*status, told),
        Ok(Answer::Failed { error }) => failed(&error),
        Ok(Answer::Password { .. } | Answer::Done) => ExitCode::from(FAILED),
        Err(AskError::NobodyThere(_)) => match without_a_server(&settings) {
            Ok(status) => show(output, &status, |at_rest| {
                format!(
                    "no server runs on the data folder {}\n{}",
                    settings.data_dir.display(),
                    told_at_rest(at_rest)
                )
            }),
            Err(error) => failed(&error),
        },
        Err(error) => failed(&error),
    }
}

fn show<T: Serialize>(output: Output, status: &T, told: impl FnOnce(&T) -> String) -> ExitCode {
    match output {
        Output::Human => print!("{}", told(status)),
        Output::Json => println!("{}", serde_json::to_string_pretty(status).unwrap_or_default()),
    }
    ExitCode::SUCCESS
}

/// Looks at the database itself; makes neither a folder nor a database that is not there.
fn without_a_server(settings: &Settings) -> Result<AtRest, String> {
    let folder = settings.data_dir.display();
    if !settings.data_dir.is_dir() {
        return Err(format!("there is no data folder {folder}: no server has run there"));
    }
    let config = settings.engine();
    if config.database_url.is_none() && !settings.data_dir.join("lull.db").exists() {
        return Err(format!("the data folder {folder} holds no database: no server has run there"));
    }
    // Beside the answer, which scripts read.
    let first =
        |first: &str| eprintln!("First administrator: user admin, password {first} (shown this once)");
    alone::act(settings, first, look)
}

async fn look(engine: &Engine) -> engine::Result<AtRest> {
    let host = Authority::vouched(Person::system("host"), Role::Viewer);
    let drain = engine.drain(&host.permit::<Read>()?).await?;
    Ok(AtRest {
        version: crate::VERSION,
        pid: None,
        url: None,
        steps_running: drain.steps_running,
        requests: drain.blockers,
        requests_more: drain.blockers_more,
        status: engine.status_now().full.clone(),
        offline: engine.offline_facts(),
        restart: drain.restart,
    })
}

/// The status of a server in a few lines.
fn told(host: &HostStatus) -> String {
    format!(
        "{}  Lull {}, pid {}, up since {}\n{}{}running: {} requests, {} steps\nrestart Lull? {}\n{}",
        host.url,
        host.version,
        host.pid,
        host.since,
        holds(&host.status),
        lines(&host.offline),
        host.status.running.unwrap_or_default(),
        host.steps_running,
        host.restart.lull.why,
        stop_host(&host.restart),
    )
}

fn told_at_rest(at_rest: &AtRest) -> String {
    let mut text = holds(&at_rest.status);
    text.push_str(&lines(&at_rest.offline));
    let (requests, steps) = (at_rest.requests.len() as u64 + at_rest.requests_more, at_rest.steps_running);
    let steps = app::words::count(steps, "step", "steps");
    text.push_str(&match requests {
        0 => "nothing is under way\n".to_owned(),
        n => format!(
            "under way: {}, {steps}; the next server adopts them\n",
            app::words::count(n, "request", "requests")
        ),
    });
    for request in &at_rest.requests {
        let step = request.step.as_deref().map(|step| format!(", at {step}")).unwrap_or_default();
        text.push_str(&format!(
            "  {} {} by {} since {}{step}\n",
            request.id, request.title, request.owner.name, request.since
        ));
    }
    if at_rest.requests_more > 0 {
        text.push_str(&format!("  and {} more\n", at_rest.requests_more));
    }
    text.push_str(&stop_host(&at_rest.restart));
    text
}

fn lines(facts: &[String]) -> String {
    facts.iter().map(|fact| format!("  {fact}\n")).collect()
}

fn stop_host(restart: &RestartAnswers) -> String {
    format!("restart the host or stop the database? {}\n", restart.host.why)
}

/// The phase, and a line for each hold.
fn holds(status: &SystemStatus) -> String {
    let SystemStatus { phase, maintenance, epoch, .. } = status;
    let mut text = format!("phase {}, epoch {}\n", phase.as_str(), epoch.unwrap_or_default());
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
    text
}
