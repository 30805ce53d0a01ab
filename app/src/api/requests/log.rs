//! A step's log: the part that a page begins with, and what comes after.

use domain::id::RequestId;
use domain::request::LogChunk;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// A part of a step's log, for a page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LogPart {
    /// The step.
    pub step: String,
    /// The attempt shown, from 1.
    pub attempt: u32,
    /// The newest attempt.
    pub attempts: u32,
    /// The text.
    pub text: String,
    /// The number of its first line, from 1.
    pub line: u32,
    /// The offset, in bytes, that follows it.
    pub next: u64,
    /// Nothing more will come, and nothing comes after this part.
    pub ended: bool,
    /// More is there already, after this part.
    pub more: bool,
}

/// Which part of a log, as the address says it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogPlace {
    /// A step; when empty the one that matters now.
    pub step: String,
    /// An attempt; when empty the newest.
    pub attempt: String,
    /// An offset in bytes; when empty the log's end, or what `at` says.
    pub from: String,
    /// The number of the line there.
    pub line: String,
    /// A line to be looked at; the part around it is shown.
    pub at: String,
}

/// The part of a request's log to begin with; none when no step has one.
#[server(prefix = "/app", endpoint = "requests/log")]
pub async fn read_log(id: String, #[server(flatten)] place: LogPlace) -> Result<Option<LogPart>, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let id = super::known(&id)?;
    let request = engine.request(&permit, id).await?;
    let step = if place.step.is_empty() {
        crate::telling::telling_step(&request.steps)
    } else {
        request.steps.iter().find(|step| step.id == place.step)
    };
    let Some(step) = step.filter(|step| step.attempt > 0 && crate::telling::has_log(step)) else {
        return Ok(None);
    };
    let attempt = place.attempt.parse().unwrap_or(step.attempt).clamp(1, step.attempt);
    let (from, line) = match (place.from.parse(), place.line.parse()) {
        (Ok(from), Ok(line)) => (from, line),
        _ => {
            let path = engine.log_path(&permit, id, &step.id, Some(attempt)).await?;
            tail::begin(path, place.at.parse().ok()).await?
        }
    };
    let chunk = engine.log(&permit, id, &step.id, Some(attempt), from).await?;
    Ok(Some(LogPart {
        step: step.id.clone(),
        attempt,
        attempts: step.attempt,
        line: u32::max(line, 1),
        next: chunk.next,
        ended: chunk.ended,
        more: !chunk.ended && chunk.next.saturating_sub(from) >= FULL,
        text: chunk.text,
    }))
}

/// What a step wrote after that offset, for a page whose stream is cut.
#[server(prefix = "/app", endpoint = "requests/log-on")]
pub async fn read_log_on(
    id: RequestId,
    step: String,
    attempt: u32,
    offset: u64,
) -> Result<LogChunk, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.log(&permit, id, &step, Some(attempt), offset).await?)
}

/// A part this long, in bytes, is a whole reading of the engine's: there is more behind it.
#[cfg(feature = "ssr")]
const FULL: u64 = 256 * 1024 - 4;

#[cfg(feature = "ssr")]
mod tail;
