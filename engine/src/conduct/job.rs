//! What a step outside is given: its command, its environment, its secrets, its limits.

use std::path::PathBuf;

use domain::duration::Span;
use domain::process::{LOCAL_AGENT, Work};

use super::run::Run;
use crate::engine::Engine;
use crate::http_step;

/// A step's work, ready to be handed to a supervisor.
#[derive(Clone, Debug)]
pub struct Job {
    /// What is executed.
    pub command: Command,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// What is masked in its log.
    pub secrets: Vec<String>,
    /// After which it is ended.
    pub timeout: Option<Span>,
    /// The attempt's folder.
    pub folder: PathBuf,
    /// The working folder that the request's steps share.
    pub work: PathBuf,
}

/// What is executed.
#[derive(Clone, Debug)]
pub enum Command {
    /// A script for `/bin/sh -e`.
    Shell(String),
    /// Lull itself, as an HTTP client.
    Http,
}

/// Variables of the server's own that a step is given.
const PASSED_ON: [&str; 5] = ["PATH", "LANG", "LC_ALL", "TZ", "SHELL"];

/// Makes the job of a step; every template is rendered now, from what is stored.
///
/// # Errors
/// Words, when a template cannot be rendered.
pub(super) fn of(engine: &Engine, run: &Run, id: &str) -> Result<Job, String> {
    let def = run.definition_of(id).map_err(|error| error.to_string())?;
    let attempt = run.step(id).map_err(|error| error.to_string())?.attempt;
    let values = run.values();
    let render =
        |template: &str| engine.expressions.render(template, &values).map_err(|error| error.to_string());
    if let Some(agent) = &def.agent {
        let agent = render(agent)?;
        if agent != LOCAL_AGENT {
            return Err(format!("there is no agent called {agent}: this server has {LOCAL_AGENT} only"));
        }
    }
    let work = engine.data.work(run.record.id);
    let mut env: Vec<(String, String)> =
        PASSED_ON.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?))).collect();
    env.push(("HOME".to_owned(), work.display().to_string()));
    env.push(("LULL_REQUEST".to_owned(), run.record.id.to_string()));
    env.push(("LULL_STEP".to_owned(), id.to_owned()));
    for (name, template) in &def.env {
        env.push((name.clone(), render(template).map_err(|words| format!("env {name}: {words}"))?));
    }
    let (command, timeout) = match &def.work {
        Work::Http(http) => {
            let mut headers = Vec::new();
            for (name, template) in &http.headers {
                headers.push((
                    name.clone(),
                    render(template).map_err(|words| format!("header {name}: {words}"))?,
                ));
            }
            let order = http_step::Order {
                method: http.method.as_str().to_owned(),
                url: render(&http.url)?,
                headers,
                body: http.body.as_deref().map(&render).transpose()?,
                expect: http.expect.clone(),
                timeout_ms: http.timeout.to_std().as_millis().try_into().unwrap_or(u64::MAX),
            };
            env.extend(http_step::env_of(&order)?);
            // The client keeps its own time; the supervisor's is for a client that does not.
            (Command::Http, def.timeout.or(Some(Span::from_micros(http.timeout.micros() + 5_000_000))))
        }
        Work::Shell(script) => (Command::Shell(script.clone()), def.timeout),
        Work::Manual(_) | Work::RunProcess(_) | Work::Wait(_) | Work::Finish(_) => {
            return Err("this kind of step does not run outside".to_owned());
        }
    };
    let folder = engine.data.attempt(run.record.id, id, attempt);
    Ok(Job { command, env, secrets: run.secrets(), timeout, folder, work })
}
