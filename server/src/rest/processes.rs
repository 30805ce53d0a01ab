//! Processes: their definitions and versions.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::catalog::{Process, ProcessSummary, ProcessVersion};
use domain::page::Page;
use domain::permission::{EditProcesses, Read};
use domain::process::Definition;
use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::extract::{Allowed, Body, Search};
use super::{All, Turn, created};
use crate::web::{Problem, Web, body};

/// Most bytes of one definition: 256 KiB.
const MOST: usize = 256 << 10;

/// A definition: an object, or YAML as a text.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// As contract.md shows it. Faults of it are told with their place in this text, or in the object as it was sent.
    #[schema(value_type = Object)]
    definition: Box<RawValue>,
    /// The version that the change began with; another one by now is refused with 412.
    #[serde(default)]
    based_on: Option<u32>,
}

/// Which processes a list shows.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProcessList {
    /// Only those whose name contains this.
    search: Option<String>,
    /// Where the page begins.
    cursor: Option<String>,
    /// How many items, at most 200.
    limit: Option<u32>,
}

/// Which version to show.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Version {
    /// The version, from 1; the newest when absent.
    version: Option<u32>,
}

impl Draft {
    /// The definition's text as it was written.
    fn source(&self) -> Result<String, Problem> {
        let raw = self.definition.get();
        let source = match raw.as_bytes().first() {
            Some(b'{') => raw.to_owned(),
            Some(b'"') => {
                serde_json::from_str(raw).map_err(|error| Problem::field("definition", error.to_string()))?
            }
            _ => {
                return Err(Problem::field("definition", "it is neither an object nor a text of YAML"));
            }
        };
        if source.len() > MOST { Err(body::too_large(MOST)) } else { Ok(source) }
    }
}

/// Lists processes by name, with the newest version of each.
#[utoipa::path(get, path = "/api/v1/processes", tag = "processes", params(ProcessList), responses((status = 200, body = Page<ProcessSummary>)))]
pub async fn list_processes(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Search(query): Search<ProcessList>,
) -> Result<Json<Page<ProcessSummary>>, Problem> {
    Ok(Json(web.engine.processes(&permit, query.search, query.cursor, query.limit).await?))
}

/// Saves a new process as version 1.
#[utoipa::path(post, path = "/api/v1/processes", tag = "processes", request_body = Draft, responses((status = 201, body = Process)))]
pub async fn create_process(
    State(web): State<Web>,
    Allowed(permit): Allowed<EditProcesses>,
    Body(draft): Body<Draft>,
) -> Result<Response, Problem> {
    let process = web.engine.create_process(&permit, &draft.source()?).await?;
    Ok(created(&format!("/api/v1/processes/{}", process.id), process))
}

/// Checks a definition and saves nothing.
#[utoipa::path(post, path = "/api/v1/processes/check", tag = "processes", request_body = Draft, responses((status = 200, body = Definition)))]
pub async fn check_process(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Body(draft): Body<Draft>,
) -> Result<Json<Definition>, Problem> {
    Ok(Json(web.engine.check_process(&permit, &draft.source()?)?))
}

/// Shows one process, by id or name.
#[utoipa::path(get, path = "/api/v1/processes/{id}", tag = "processes", params(("id" = String, Path), Version), responses((status = 200, body = Process)))]
pub async fn show_process(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Path(id): Path<String>,
    Search(query): Search<Version>,
) -> Result<Json<Process>, Problem> {
    Ok(Json(web.engine.process(&permit, &id, query.version).await?))
}

/// Saves a new version; requests that began keep theirs.
#[utoipa::path(put, path = "/api/v1/processes/{id}", tag = "processes", params(("id" = String, Path)), request_body = Draft, responses((status = 200, body = Process)))]
pub async fn update_process(
    State(web): State<Web>,
    Allowed(permit): Allowed<EditProcesses>,
    Allowed(read): Allowed<Read>,
    Path(id): Path<String>,
    Body(draft): Body<Draft>,
) -> Result<Json<Process>, Problem> {
    let id = web.engine.process(&read, &id, None).await?.id;
    Ok(Json(web.engine.update_process(&permit, id, &draft.source()?, draft.based_on).await?))
}

/// Lists the versions of a process, newest first.
#[utoipa::path(get, path = "/api/v1/processes/{id}/versions", tag = "processes", params(("id" = String, Path), Turn), responses((status = 200, body = Page<ProcessVersion>)))]
pub async fn list_versions(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Path(id): Path<String>,
    Search(turn): Search<Turn>,
) -> Result<Json<Page<ProcessVersion>>, Problem> {
    let id = web.engine.process(&permit, &id, None).await?.id;
    Ok(Json(web.engine.versions(&permit, id, turn.cursor.as_deref(), turn.limit).await?))
}

/// Loads the examples: processes that do something real on this host and take a little while.
#[utoipa::path(post, path = "/api/v1/examples", tag = "processes", responses((status = 201, body = Page<Process>)))]
pub async fn load_examples(
    State(web): State<Web>,
    Allowed(permit): Allowed<EditProcesses>,
) -> Result<(StatusCode, Json<Page<Process>>), Problem> {
    Ok((StatusCode::CREATED, web.engine.load_examples(&permit).await?.all()))
}
