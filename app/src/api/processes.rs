//! Processes: what pages ask for and do.

pub mod changes;
pub mod save;

use domain::catalog::{Process, ProcessSummary, ProcessVersion};
use domain::page::Page;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// How many of its newest requests a process's page shows.
#[cfg(feature = "ssr")]
const RECENT: u32 = 5;

/// A version of a process, and what ran of it lately.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessShown {
    /// The version.
    pub process: Process,
    /// The newest requests of the process, whatever their version.
    pub recent: Vec<domain::request::Request>,
}

/// The versions of a process.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Versions {
    /// The newest version, whole.
    pub process: Process,
    /// A page of its versions, newest first.
    pub versions: Page<ProcessVersion>,
}

/// A page of processes, by name.
#[server(prefix = "/app", endpoint = "processes/list")]
pub async fn list_processes(
    #[server(default)] search: String,
    #[server(default)] cursor: String,
) -> Result<Page<ProcessSummary>, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(engine.processes(&permit, given(search), given(cursor), None).await?)
}

/// One process by name or id, in its newest version or a named one.
#[server(prefix = "/app", endpoint = "processes/read")]
pub async fn read_process(
    process: String,
    #[server(default)] version: String,
) -> Result<ProcessShown, ApiError> {
    use domain::request::RequestFilter;
    let (engine, permit) = crate::context::permit()?;
    let process = engine.process(&permit, &process, number(&version)?).await?;
    let filter = RequestFilter {
        process: Some(process.id.to_string()),
        limit: Some(RECENT),
        ..RequestFilter::default()
    };
    let recent = engine.requests(&permit, filter).await?.items;
    Ok(ProcessShown { process, recent })
}

/// The versions of a process.
#[server(prefix = "/app", endpoint = "processes/versions")]
pub async fn read_versions(process: String, #[server(default)] cursor: String) -> Result<Versions, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let process = engine.process(&permit, &process, None).await?;
    let versions = engine.versions(&permit, process.id, super::cursor(&cursor), None).await?;
    Ok(Versions { process, versions })
}

/// Loads the examples: global processes that do something real on this host. Gives their names.
#[server(prefix = "/app", endpoint = "processes/load-examples")]
pub async fn load_examples() -> Result<Vec<String>, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let made = engine.load_examples(&permit).await?;
    // The parameter makes it another address, so that the list of processes is read anew.
    crate::context::context()?.go("/processes?examples=loaded");
    Ok(made.into_iter().map(|process| process.name).collect())
}

/// A version in an address; empty is the newest.
#[cfg(feature = "ssr")]
fn number(version: &str) -> Result<Option<u32>, ApiError> {
    if version.is_empty() {
        return Ok(None);
    }
    version.parse().map(Some).map_err(|_| ApiError::NotFound("There is no such version.".to_owned()))
}
