//! A log as it comes.

use std::collections::VecDeque;
use std::fmt::Write;

use axum::response::Response;
use bytes::Bytes;
use domain::id::RequestId;
use domain::permission::{Permit, Read};
use domain::request::LogChunk;
use engine::Engine;
use http::HeaderMap;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{LogPart, Place, places};
use crate::metrics::Open;
use crate::stream;
use crate::web::live::Guard;
use crate::web::{Problem, Web};

#[derive(Serialize)]
struct Event<'a> {
    step: &'a str,
    attempt: u32,
    #[serde(flatten)]
    chunk: &'a LogChunk,
}

struct Reader {
    engine: Engine,
    permit: Permit<Read>,
    id: RequestId,
    part: LogPart,
    places: Vec<Place>,
    ready: VecDeque<Bytes>,
    changes: watch::Receiver<u64>,
    guard: Guard,
    stop: CancellationToken,
    over: bool,
    _open: Open,
}

pub(super) async fn follow(
    web: &Web,
    permit: Permit<Read>,
    guard: Guard,
    id: RequestId,
    part: &LogPart,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let mut part = part.clone();
    // Watched before the first look, so that no change falls between the two.
    let changes = web.engine.watch_request(id);
    if part.step.is_some()
        && let Some((attempt, offset)) = broke_off_at(headers)
    {
        (part.attempt, part.offset) = (part.attempt.or(Some(attempt)), Some(offset));
    }
    let places = places(&web.engine, &permit, id, &part).await?;
    let ready = VecDeque::from([Bytes::from(format!("{}\n", stream::retry(1_000, 2_000)))]);
    let (engine, stop, open) = (web.engine.clone(), web.stop.clone(), Open::one(&web.metrics.streams));
    let reader =
        Reader { engine, permit, id, part, places, ready, changes, guard, stop, over: false, _open: open };
    Ok(stream::answer(futures::stream::unfold(reader, |mut reader| async move {
        Some((reader.next().await?, reader))
    })))
}

/// The attempt and offset after the last event that the reader got.
fn broke_off_at(headers: &HeaderMap) -> Option<(u32, u64)> {
    let (attempt, offset) = headers.get("last-event-id")?.to_str().ok()?.split_once(':')?;
    Some((attempt.parse().ok()?, offset.parse().ok()?))
}

impl Reader {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            self.changes.mark_unchanged();
            if let Err(error) = self.read().await {
                tracing::warn!(%error, request = %self.id, "a log cannot be followed further");
                self.over = true;
            } else if self.ready.is_empty() && !self.over {
                self.wait().await;
            }
        }
    }

    /// Reads one chunk of each place; says the end when nothing more will come.
    async fn read(&mut self) -> engine::Result<()> {
        let request = self.engine.request(&self.permit, self.id).await?;
        let newer = request.steps.iter().filter(|step| step.attempt > 0).filter(|step| {
            let wanted = self.part.step.as_deref().is_none_or(|wanted| wanted == step.id);
            wanted
                && self.part.attempt.is_none()
                && !self.places.iter().any(|place| place.step == step.id && place.attempt >= step.attempt)
        });
        let newer: Vec<Place> =
            newer.map(|step| Place { step: step.id.clone(), attempt: step.attempt, offset: 0 }).collect();
        self.places.extend(newer);
        let mut all_ended = true;
        for place in &mut self.places {
            let read =
                self.engine.log(&self.permit, self.id, &place.step, Some(place.attempt), place.offset).await;
            let chunk = match read {
                Ok(chunk) => chunk,
                Err(engine::Error::NotFound(_)) => continue,
                Err(error) => return Err(error),
            };
            all_ended &= chunk.ended && chunk.text.is_empty();
            if !chunk.text.is_empty() {
                self.ready.push_back(event(place, &chunk));
                place.offset = chunk.next;
            }
        }
        let step_ended = self.part.attempt.is_some() && !self.places.is_empty();
        if all_ended && (request.status.is_final() || step_ended) {
            self.ready.push_back(Bytes::from_static(b"event: end\ndata: {}\n\n"));
            self.over = true;
        }
        Ok(())
    }

    async fn wait(&mut self) {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => {
                self.ready.push_back(stream::server_stops());
                self.over = true;
            }
            () = self.guard.gone() => {
                self.ready.push_back(stream::rights_changed());
                self.over = true;
            }
            changed = tokio::time::timeout(stream::KEEP_ALIVE, self.changes.changed()) => match changed {
                Err(_) => self.ready.push_back(stream::ALIVE),
                Ok(Err(_)) => self.over = true,
                Ok(Ok(())) => {}
            },
        }
    }
}

fn event(place: &Place, chunk: &LogChunk) -> Bytes {
    let mut text = format!("event: log\nid: {}:{}\ndata: ", place.attempt, chunk.next);
    let data = Event { step: &place.step, attempt: place.attempt, chunk };
    // Of texts and numbers JSON can always be written; it holds no line break.
    let _ = write!(text, "{}\n\n", serde_json::to_string(&data).unwrap_or_default());
    Bytes::from(text)
}
