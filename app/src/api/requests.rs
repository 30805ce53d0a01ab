//! Requests: what pages ask for and do.

pub mod filter;
pub mod log;
pub mod start;

use domain::id::RequestId;
use domain::process::Input;
use domain::request::Request;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use filter::ListFilter;

use crate::components::graph::layout::Shape;
use crate::error::ApiError;

/// A request in the list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// The request, without its steps.
    pub request: Request,
    /// The steps it is at, in words; none when it does not run.
    pub standing: Option<String>,
}

/// A page of requests, with what an empty list needs to know.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RequestList {
    /// The requests, newest first.
    pub items: Vec<Listed>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Whether there is a process to run; looked up for an empty list only.
    pub runnable: bool,
}

/// A request with what a page needs to show it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The request.
    pub request: Request,
    /// The steps of its version of the process, for the graph.
    pub shapes: Vec<Shape>,
    /// The inputs of its version of the process, in order; secrets are marked.
    pub inputs: Vec<Input>,
}

/// A page of requests, newest first.
#[server(prefix = "/app", endpoint = "requests/list")]
pub async fn list_requests(#[server(flatten)] filter: ListFilter) -> Result<RequestList, ApiError> {
    let (context, caller) = crate::context::caller()?;
    let permit = caller.permit::<domain::permission::Read>()?;
    let page = context.engine.requests(&permit, filter.read(context.now)?).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for request in page.items {
        let standing = if crate::telling::runs(request.status) {
            // Gone meanwhile: the row stands without it.
            let whole = context.engine.request(&permit, request.id).await.ok();
            whole.map(|whole| crate::telling::standing(&whole.steps))
        } else {
            None
        };
        items.push(Listed { request, standing });
    }
    let runnable = items.is_empty() && {
        let first = context.engine.processes(&permit, None, None, Some(1)).await?;
        !first.items.is_empty()
    };
    Ok(RequestList { items, next: page.next, runnable })
}

/// One request with the shape of its process.
#[server(prefix = "/app", endpoint = "requests/read")]
pub async fn read_request(id: String) -> Result<Shown, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let request = engine.request(&permit, known(&id)?).await?;
    let version = Some(request.process.version);
    let process = engine.process(&permit, &request.process.id.to_string(), version).await?;
    Ok(Shown { shapes: Shape::all(&process.definition), inputs: process.definition.inputs, request })
}

/// One request as it stands now, for a page that has the rest.
#[server(prefix = "/app", endpoint = "requests/look")]
pub async fn look_at_request(id: RequestId) -> Result<Request, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.request(&permit, id).await?)
}

/// Repeats a request; leads to the new one, which may be a refusal.
#[server(prefix = "/app", endpoint = "requests/repeat")]
pub async fn repeat_request(id: RequestId) -> Result<Request, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    start::lead_to(engine.repeat(&permit, id).await)
}

/// Cancels a running request; operators any, others their own.
#[server(prefix = "/app", endpoint = "requests/cancel")]
pub async fn cancel_request(id: RequestId) -> Result<Request, ApiError> {
    let (context, caller) = crate::context::caller()?;
    Ok(context.engine.cancel(&caller, id).await?)
}

/// Has a refused request run when the gate opens (rule 9).
#[server(prefix = "/app", endpoint = "requests/run-when-open")]
pub async fn run_when_open(id: RequestId) -> Result<Request, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.run_when_open(&permit, id).await?)
}

/// The id in a path, or that there is no such request.
#[cfg(feature = "ssr")]
fn known(id: &str) -> Result<RequestId, ApiError> {
    id.parse().map_err(|_| ApiError::NotFound("There is no such request.".to_owned()))
}
