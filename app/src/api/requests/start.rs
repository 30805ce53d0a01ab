//! Starts a process from its form.

use std::collections::BTreeMap;

use domain::process::Input;
use domain::request::Request;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// What the form of a run needs to know.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Runnable {
    /// The process's id.
    pub id: domain::id::ProcessId,
    /// Its name.
    pub name: String,
    /// The version that would run: the newest.
    pub version: u32,
    /// What it is for.
    pub description: Option<String>,
    /// What it asks for.
    pub inputs: Vec<Input>,
    /// How many steps it has.
    pub steps: usize,
}

/// The bypass as the form sends it (rule 12).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BypassForm {
    /// `yes` when the box is ticked.
    pub wanted: Option<String>,
    /// Why it must run during maintenance.
    pub reason: String,
}

/// What the form of a run shows.
#[server(prefix = "/app", endpoint = "requests/runnable")]
pub async fn read_runnable(process: String) -> Result<Runnable, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let process = engine.process(&permit, &process, None).await?;
    Ok(Runnable {
        id: process.id,
        name: process.name,
        version: process.version,
        steps: process.definition.steps.len(),
        description: process.definition.description,
        inputs: process.definition.inputs,
    })
}

/// Starts a process, now or at an instant; leads to the request, which under a hold is a refusal (rule 8).
#[server(prefix = "/app", endpoint = "requests/start")]
pub async fn start_process(
    process: String,
    #[server(default)] inputs: BTreeMap<String, String>,
    #[server(default)] secret_inputs: BTreeMap<String, String>,
    #[server(default)] at: String,
    #[server(default)] zone: String,
    #[server(default)] bypass: BypassForm,
) -> Result<Request, ApiError> {
    use domain::request::{Bypass, Origin, StartRequest};
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit::<domain::permission::RunProcesses>()?;
    let at = instant(&at, &zone)?;
    let bypass = bypass.wanted.map(|_| Bypass { reason: bypass.reason });
    let ask = StartRequest { process, inputs: merge(inputs, secret_inputs), at, bypass };
    let started = context.engine.start(&permit, ask, Origin::Page).await;
    lead_to(started.map(|started| started.request))
}

/// Leads to a request that was made, be it running, planned or refused.
#[cfg(feature = "ssr")]
pub(super) fn lead_to(made: Result<Request, engine::Error>) -> Result<Request, ApiError> {
    let request = match made {
        Ok(request) => request,
        // The record was made: its page says why, and what can be done.
        Err(engine::Error::CouldNotStart(record)) => *record,
        Err(error) => return Err(error.into()),
    };
    crate::context::context()?.go(&format!("/requests/{}", request.id));
    Ok(request)
}

/// The inputs as the engine takes them. A secret that is left empty has its default, which is not shown; a plain
/// form sends line breaks as CR LF, which no script expects.
#[cfg(any(feature = "ssr", test))]
fn merge(inputs: BTreeMap<String, String>, secrets: BTreeMap<String, String>) -> BTreeMap<String, String> {
    inputs
        .into_iter()
        .map(|(name, value)| (name, value.replace("\r\n", "\n")))
        .chain(secrets.into_iter().filter(|(_, value)| !value.is_empty()))
        .collect()
}

/// The instant that was typed, in the zone it was shown in; none for now.
#[cfg(feature = "ssr")]
fn instant(typed: &str, zone: &str) -> Result<Option<domain::time::Timestamp>, ApiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let words = "This is not a date and time: write it like 2026-12-05T03:30.";
    crate::zone::lookup::instant(typed, zone).map(Some).ok_or_else(|| ApiError::field("at", words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn an_empty_secret_is_not_given_and_lines_end_as_scripts_expect() {
        let merged = merge(map(&[("day", ""), ("note", "a\r\nb")]), map(&[("token", "s"), ("other", "")]));
        assert_eq!(merged, map(&[("day", ""), ("note", "a\nb"), ("token", "s")]));
    }
}
