//! How much is where, for the navigation.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// What the navigation counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Manual tasks that wait for a person.
    pub tasks: u64,
}

/// Counts what the status does not tell.
#[server(prefix = "/app", endpoint = "counts")]
pub async fn read_counts() -> Result<Shown, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let counts = engine.counts(&permit).await?;
    Ok(Shown { tasks: counts.tasks })
}
