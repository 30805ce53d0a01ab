//! Requests: what pages ask for and do.

use domain::id::RequestId;
use domain::request::Request;
use leptos::prelude::*;

use crate::error::ApiError;

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
