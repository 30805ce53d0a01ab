//! Where a definition holds templates.

use super::{StepDef, Work};

/// A template of a step, with its place.
pub(super) struct Place<'a> {
    /// Below the step: `env.DAY`, `http.url`.
    pub(super) path: String,
    pub(super) text: &'a str,
    /// Whether people see what it gives, so that it may not read a secret.
    pub(super) shown: bool,
}

/// Every template of a step; not its `when` and not its `agent`, which have rules of their own.
pub(super) fn templates(step: &StepDef) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut place = |path: String, text, shown| places.push(Place { path, text, shown });
    for (name, value) in &step.env {
        place(format!("env.{name}"), value.as_str(), false);
    }
    match &step.work {
        Work::Shell(_) => {}
        Work::Http(http) => {
            place("http.url".to_owned(), &http.url, false);
            for (name, value) in &http.headers {
                place(format!("http.headers.{name}"), value, false);
            }
            if let Some(body) = &http.body {
                place("http.body".to_owned(), body, false);
            }
        }
        Work::Manual(manual) => place("manual.prompt".to_owned(), &manual.prompt, true),
        Work::RunProcess(run) => {
            for (name, value) in &run.inputs {
                place(format!("run_process.inputs.{name}"), value, false);
            }
        }
        Work::Wait(super::Wait::Until(text)) => place("wait.until".to_owned(), text, true),
        Work::Wait(super::Wait::For(_)) => {}
        Work::Finish(finish) => {
            if let Some(message) = &finish.message {
                place("finish.message".to_owned(), message, true);
            }
        }
    }
    places
}
