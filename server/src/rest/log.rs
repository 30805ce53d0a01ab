//! Logs: as a text, or followed as a stream.

mod follow;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::id::RequestId;
use domain::permission::{Permit, Read};
use engine::Engine;
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

use super::extract::{Allowed, Id, Perhaps, Search};
use crate::web::{Problem, Web};

/// Which part of a request's log.
#[derive(Deserialize, Clone, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LogPart {
    /// One step; all of them when absent, each under a line with its name.
    step: Option<String>,
    /// Which attempt of that step, from 1; the newest when absent.
    attempt: Option<u32>,
    /// Where to begin, in bytes; needs `step`.
    offset: Option<u64>,
    /// Ask the browser to save it as a file.
    #[serde(default)]
    download: bool,
}

/// One step's attempt, and how far its log was read.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Place {
    step: String,
    attempt: u32,
    offset: u64,
}

/// Shows what a request's steps wrote, secrets masked. With `Accept: text/event-stream` it is followed:
/// events `log`, each `{step, attempt, text, next, ended}`, and `end` when nothing more will come.
///
/// With `step`, the stream goes on where it broke off (`Last-Event-ID`).
#[utoipa::path(get, path = "/api/v1/requests/{id}/log", tag = "requests", params(("id" = RequestId, Path), LogPart),
    responses((status = 200, description = "The log", content(("text/plain"), ("text/event-stream")))))]
pub async fn show_log(
    State(web): State<Web>,
    Allowed(permit): Allowed<Read>,
    Perhaps(caller): Perhaps,
    Id(id): Id<RequestId>,
    Search(part): Search<LogPart>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if part.step.is_none() && (part.offset.is_some() || part.attempt.is_some()) {
        return Err(Problem::field("step", "name the step that the attempt or offset belongs to"));
    }
    if wants_stream(&headers) {
        let guard = web.live.guard(caller.as_ref());
        return follow::follow(&web, permit, guard, id, &part, &headers).await;
    }
    let places = places(&web.engine, &permit, id, &part).await?;
    let titled = part.step.is_none();
    let text = Text { engine: web.engine.clone(), permit, id, places, titled, at_title: true };
    let text = futures::stream::try_unfold(text, |mut text| async move {
        Ok::<_, engine::Error>(text.next().await?.map(|chunk| (chunk, text)))
    });
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let mut answer = (kind, Body::from_stream(text)).into_response();
    if part.download {
        let name = part.step.map(|step| format!("-{step}")).unwrap_or_default();
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{id}{name}.log\"")) {
            answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
    }
    Ok(answer)
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/event-stream"))
}

/// Where reading begins: the named step's attempt, or the newest attempt of every step that began.
async fn places(
    engine: &Engine,
    permit: &Permit<Read>,
    id: RequestId,
    part: &LogPart,
) -> Result<Vec<Place>, Problem> {
    let request = engine.request(permit, id).await?;
    let wanted = |step: &str| part.step.as_deref().is_none_or(|wanted| wanted == step);
    let steps: Vec<_> = request.steps.into_iter().filter(|step| wanted(&step.id)).collect();
    if let (Some(step), true) = (&part.step, steps.is_empty()) {
        let step: String = step.chars().take(100).collect();
        return Err(Problem::not_found(format!("there is no step {step} in {id}")));
    }
    let place = |step: domain::request::Step| Place {
        attempt: part.attempt.unwrap_or(step.attempt),
        offset: part.offset.unwrap_or(0),
        step: step.id,
    };
    Ok(steps.into_iter().map(place).filter(|place| place.attempt > 0).collect())
}

struct Text {
    engine: Engine,
    permit: Permit<Read>,
    id: RequestId,
    places: Vec<Place>,
    titled: bool,
    at_title: bool,
}

impl Text {
    /// The next chunk of what is there now; steps that write no log have none.
    async fn next(&mut self) -> engine::Result<Option<Bytes>> {
        while let Some(place) = self.places.first_mut() {
            let read =
                self.engine.log(&self.permit, self.id, &place.step, Some(place.attempt), place.offset).await;
            let chunk = match read {
                Ok(chunk) => chunk,
                Err(engine::Error::NotFound(_)) => {
                    self.places.remove(0);
                    continue;
                }
                Err(error) => return Err(error),
            };
            if chunk.text.is_empty() {
                self.places.remove(0);
                self.at_title = true;
                continue;
            }
            place.offset = chunk.next;
            let title = if self.titled && std::mem::take(&mut self.at_title) {
                format!("==> {} (attempt {}) <==\n", place.step, place.attempt)
            } else {
                String::new()
            };
            return Ok(Some(Bytes::from(title + &chunk.text)));
        }
        Ok(None)
    }
}
