//! Processes: what pages ask for and do.

use leptos::prelude::*;

use crate::error::ApiError;

/// Loads the examples: global processes that do something real on this host. Gives their names.
#[server(prefix = "/app", endpoint = "processes/load-examples")]
pub async fn load_examples() -> Result<Vec<String>, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let made = engine.load_examples(&permit).await?;
    crate::context::context()?.go("/processes");
    Ok(made.into_iter().map(|process| process.name).collect())
}
