//! Server-sent events: the status for every reader, and the words with which streams end.

use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use engine::Published;
use futures::Stream;
use http::header;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::metrics::Open;
use crate::web::Web;
use crate::web::live::Guard;

/// How often a silent stream says that it is alive, so that proxies keep it and both ends notice a cut.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// What it says; an event, because browsers keep comments to themselves.
pub const ALIVE: Bytes = Bytes::from_static(b"event: beat\ndata: {}\n\n");

/// An answer whose body is a stream of events.
pub fn answer(events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let body = Body::from_stream(futures::StreamExt::map(events, Ok::<Bytes, std::convert::Infallible>));
    let head = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        // Some proxies would hold events back to fill a buffer.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (head, body).into_response()
}

/// The line that tells a browser when to come back: spread, so that ten thousand tabs do not come at once.
#[must_use]
pub fn retry(least: u16, spread: u16) -> String {
    let mut chance = [0_u8; 2];
    // Without chance everybody comes at the earliest time, which works too.
    let _ = getrandom::fill(&mut chance);
    let after =
        u32::from(least) + u32::from(u16::from_le_bytes(chance)) * u32::from(spread) / u32::from(u16::MAX);
    format!("retry: {after}\n")
}

/// The last event of a stream that ends because the server does: come back soon.
#[must_use]
pub fn server_stops() -> Bytes {
    Bytes::from(format!("{}event: bye\ndata: {{\"why\":\"restart\"}}\n\n", retry(500, 2_000)))
}

/// The last event of a stream whose reader lost or changed their rights: come back as whoever you are now.
#[must_use]
pub fn rights_changed() -> Bytes {
    Bytes::from(format!("{}event: bye\ndata: {{\"why\":\"session\"}}\n\n", retry(100, 400)))
}

/// An event that all readers share; only its owner is counted, nothing is copied.
struct Shared(std::sync::Arc<str>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

struct Reader {
    status: watch::Receiver<std::sync::Arc<Published>>,
    full: bool,
    guard: Guard,
    stop: CancellationToken,
    turn: Turn,
    /// What was sent last: a change that this reader is not told of is not sent again.
    sent: Bytes,
    _open: Open,
}

#[derive(PartialEq, Eq)]
enum Turn {
    First,
    /// One event and no more: the server has as many streams as it can hold.
    Only,
    Next,
    Over,
}

/// Streams the status: the full state at once, then at each change. Readers that are slow miss what is
/// no longer true and get the newest.
pub fn status(web: &Web, full: bool, guard: Guard) -> Response {
    let open = Open::one(&web.metrics.streams);
    let turn = if web.metrics.streams.get() > web.most_streams { Turn::Only } else { Turn::First };
    let status = web.engine.watch_status();
    let reader =
        Reader { status, full, guard, stop: web.stop.clone(), turn, sent: Bytes::new(), _open: open };
    answer(futures::stream::unfold(reader, |mut reader| async move { Some((reader.next().await?, reader)) }))
}

impl Reader {
    async fn next(&mut self) -> Option<Bytes> {
        match self.turn {
            Turn::Over => None,
            Turn::Only => {
                self.turn = Turn::Over;
                Some(self.opening(15_000, 15_000))
            }
            Turn::First => {
                self.turn = Turn::Next;
                Some(self.opening(1_000, 3_000))
            }
            Turn::Next => self.wait().await,
        }
    }

    fn opening(&mut self, least: u16, spread: u16) -> Bytes {
        self.sent = self.newest();
        let mut first = retry(least, spread).into_bytes();
        first.extend_from_slice(&self.sent);
        Bytes::from(first)
    }

    /// The newest event, encoded once for all readers.
    fn newest(&mut self) -> Bytes {
        let published = self.status.borrow_and_update();
        Bytes::from_owner(Shared(if self.full {
            published.full_event.clone()
        } else {
            published.public_event.clone()
        }))
    }

    async fn wait(&mut self) -> Option<Bytes> {
        loop {
            let changed = tokio::time::timeout(KEEP_ALIVE, self.status.changed());
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {
                    self.turn = Turn::Over;
                    return Some(server_stops());
                }
                () = self.guard.gone() => {
                    self.turn = Turn::Over;
                    return Some(rights_changed());
                }
                changed = changed => match changed {
                    Err(_) => return Some(ALIVE),
                    Ok(Err(_)) => return None,
                    Ok(Ok(())) => {
                        let newest = self.newest();
                        if newest != self.sent {
                            self.sent = newest.clone();
                            return Some(newest);
                        }
                    }
                },
            }
        }
    }
}
