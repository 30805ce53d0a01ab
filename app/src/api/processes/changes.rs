//! What changed between two versions of a process, line by line.

#[cfg(feature = "ssr")]
mod lines;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// One line of a comparison.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Line {
    /// In both.
    Same(String),
    /// In the earlier one only.
    Gone(String),
    /// In the later one only.
    New(String),
    /// So many lines that are in both, left out.
    Skipped(usize),
}

/// Two versions compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changes {
    /// The earlier version.
    pub from: u32,
    /// The later version.
    pub to: u32,
    /// The lines; only `Skipped` when both are the same.
    pub lines: Vec<Line>,
}

/// Compares two versions of a process.
#[server(prefix = "/app", endpoint = "processes/changes")]
pub async fn read_changes(process: String, from: u32, to: u32) -> Result<Changes, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let earlier = engine.process(&permit, &process, Some(from)).await?;
    let later = engine.process(&permit, &process, Some(to)).await?;
    let lines = lines::compare(&earlier.source, &later.source);
    Ok(Changes { from, to, lines })
}
