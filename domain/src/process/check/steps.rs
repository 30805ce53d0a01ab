//! Faults of steps: ids, needs, limits, and what does not go with what.

use std::collections::HashSet;

use super::super::{Definition, Graph, Http, Outcome, Retry, StepDef, StepKind, Template, Wait, Work, name};
use super::{Fault, Faults};
use crate::duration::Span;
use crate::time::Timestamp;

pub(super) fn check(definition: &Definition, graph: &Graph<'_>, found: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for (index, step) in definition.steps.iter().enumerate() {
        let mut faults = Faults { found: &mut *found, below: format!("steps[{index}]") };
        faults.check("id", name::check_step_id(&step.id));
        if !seen.insert(step.id.as_str()) {
            faults.at("id", format!("there are two steps called {}", step.id));
        }
        check_needs(step, graph, &mut faults);
        check_timeout(step, &mut faults);
        check_retry(step, &mut faults);
        check_env(step, &mut faults);
        check_work(step, &mut faults);
    }
    if let Some(cycle) = graph.cycle() {
        let at = cycle.first().and_then(|id| graph.position(id)).unwrap_or(0);
        let mut faults = Faults { found, below: format!("steps[{at}]") };
        faults.at("needs", format!("the steps need each other in a circle: {}", cycle.join(" needs ")));
    }
}

fn check_needs(step: &StepDef, graph: &Graph<'_>, faults: &mut Faults<'_>) {
    let mut seen = HashSet::new();
    for (index, need) in step.needs.iter().enumerate() {
        let path = format!("needs[{index}]");
        if graph.position(need).is_none() {
            faults.at(
                &path,
                format!("there is no step called \"{}\"", need.chars().take(64).collect::<String>()),
            );
        } else if !seen.insert(need.as_str()) {
            faults.at(&path, format!("{need} is named twice"));
        }
    }
}

fn check_timeout(step: &StepDef, faults: &mut Faults<'_>) {
    match (step.timeout, step.kind()) {
        (None, _) => {}
        (Some(_), kind @ (StepKind::Wait | StepKind::Finish)) => {
            faults.at("timeout", format!("a step of kind {} has no timeout", kind.as_str()));
        }
        (Some(span), StepKind::Shell | StepKind::Http | StepKind::Manual | StepKind::RunProcess) => {
            if span < Span::from_secs(1) {
                faults.at("timeout", "a timeout is at least 1s");
            }
        }
    }
}

fn check_retry(step: &StepDef, faults: &mut Faults<'_>) {
    let Some(retry) = &step.retry else { return };
    if !step.kind().acts() {
        faults.at("retry", format!("a step of kind {} cannot be tried again", step.kind().as_str()));
        return;
    }
    if !(1..=Retry::MAX_ATTEMPTS).contains(&retry.attempts) {
        faults.at(
            "retry.attempts",
            format!("attempts counts them all, the first too: 1 to {}", Retry::MAX_ATTEMPTS),
        );
    }
    if retry.on.is_empty() {
        faults.at("retry.on", "on names at least one of failed, timed_out and interrupted");
    }
    for (index, outcome) in retry.on.iter().enumerate() {
        match outcome {
            Outcome::Failed | Outcome::TimedOut | Outcome::Interrupted => {}
            Outcome::Succeeded | Outcome::Cancelled | Outcome::Skipped => faults.at(
                &format!("retry.on[{index}]"),
                format!("{outcome} is never tried again: failed, timed_out and interrupted can be"),
            ),
        }
    }
    if retry.delay > Retry::MAX_DELAY {
        faults.at("retry.delay", "the delay is at most 1d");
    }
    if !(1.0..=10.0).contains(&retry.backoff) {
        faults.at("retry.backoff", "the backoff is a number from 1 to 10");
    }
}

fn check_env(step: &StepDef, faults: &mut Faults<'_>) {
    if !step.env.is_empty() && step.kind() != StepKind::Shell {
        faults.at(
            "env",
            format!("env goes with shell; a step of kind {} has no environment", step.kind().as_str()),
        );
    }
    if step.env.len() > 200 {
        faults.at("env", "a step has at most 200 environment variables");
    }
    for (name, value) in &step.env {
        let path = format!("env.{name}");
        faults.check(&path, name::check_env_name(name));
        faults.check(&path, no_nul(value));
    }
}

fn check_work(step: &StepDef, faults: &mut Faults<'_>) {
    match &step.work {
        Work::Shell(script) => {
            if script.trim().is_empty() {
                faults.at("shell", "the script is empty");
            }
            faults.check("shell", no_nul(script));
        }
        Work::Http(http) => check_http(http, faults),
        Work::Manual(manual) => {
            if manual.prompt.trim().is_empty() {
                faults.at("manual.prompt", "the prompt is empty: it is what the person is asked");
            }
        }
        Work::RunProcess(run) => {
            if run.process.contains("{{") {
                faults.at("run_process.process", "the process is named as it is, without an expression");
            } else if !run.process.starts_with("proc_") {
                faults.check("run_process.process", name::check_process_name(&run.process));
            }
            for input in run.inputs.keys() {
                faults.check(&format!("run_process.inputs.{input}"), name::check_input_name(input));
            }
        }
        Work::Wait(Wait::For(_)) => {}
        Work::Wait(Wait::Until(text)) => {
            if plain(text)
                && let Err(error) = text.parse::<Timestamp>()
            {
                faults.at("wait.until", error.to_string());
            }
        }
        Work::Finish(finish) => match finish.outcome {
            Outcome::Succeeded | Outcome::Failed => {}
            Outcome::TimedOut | Outcome::Interrupted | Outcome::Cancelled | Outcome::Skipped => {
                faults.at("finish.outcome", "a request finishes succeeded or failed");
            }
        },
    }
}

fn check_http(http: &Http, faults: &mut Faults<'_>) {
    if !(http.url.starts_with("http://") || http.url.starts_with("https://") || http.url.starts_with("{{")) {
        faults.at("http.url", "the url begins with http:// or https://");
    } else if plain(&http.url) && http.url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        faults.at("http.url", "the url has a space or a line break in it");
    }
    for (name, value) in &http.headers {
        let path = format!("http.headers.{name}");
        faults.check(&path, name::check_header_name(name));
        if value.contains(['\r', '\n', '\0']) {
            faults.at(&path, "a header's value is one line");
        }
    }
    if http.timeout < Span::from_secs(1) {
        faults.at("http.timeout", "a timeout is at least 1s");
    }
}

fn plain(text: &str) -> bool {
    Template::parse(text).is_ok_and(|template| template.is_plain())
}

fn no_nul(text: &str) -> Result<(), String> {
    if text.contains('\0') { Err("it contains a NUL character".to_owned()) } else { Ok(()) }
}
