//! Follows a log: by a stream, and by asking while the stream is cut.

use std::time::Duration;

use domain::id::RequestId;
use domain::request::LogChunk;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use crate::api::requests::log::{LogPart, read_log_on};
use crate::fresh::hidden;

/// How often it is looked after.
const TICK: Duration = Duration::from_secs(1);
/// While the stream is cut: ticks between two questions, and between two tries to get the stream back.
const ASK_EVERY: u32 = 2;
const TRY_EVERY: u32 = 10;

/// How the log reaches the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Link {
    /// Not followed at the moment: the page is hidden, or has no script.
    Off,
    /// Line by line.
    Stream,
    /// The stream is cut: it is asked for.
    Asking,
    /// Nothing more will come.
    Ended,
    /// A part that is read for itself.
    Part,
}

impl Link {
    pub(super) const fn words(self, paused: bool) -> &'static str {
        match (self, paused) {
            (Self::Ended | Self::Part, false) => "",
            (_, true) => "Paused",
            (Self::Off, false) => "As of now",
            (Self::Stream, false) => "Live",
            (Self::Asking, false) => "Asking every 2 s: the live stream is cut",
        }
    }
}

/// An event of the stream, as far as it is needed here.
#[derive(Deserialize)]
struct Piece {
    #[serde(flatten)]
    chunk: LogChunk,
}

/// One stream; closed when dropped.
struct Connection {
    source: EventSource,
    _log: Closure<dyn FnMut(MessageEvent)>,
    _end: Closure<dyn FnMut(Event)>,
    _bye: Closure<dyn FnMut(Event)>,
    _lost: Closure<dyn FnMut(Event)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.close();
    }
}

type LocalConnection = StoredValue<Option<Connection>, LocalStorage>;

/// Follows one attempt's log for as long as its view is there.
#[derive(Clone, Copy)]
pub(super) struct Follower {
    pub(super) link: RwSignal<Link>,
    request: RequestId,
    attempt: u32,
    step: StoredValue<String>,
    next: StoredValue<u64>,
    ticks: StoredValue<u32>,
    asking: StoredValue<bool>,
    /// Made in the browser: a local value that the server drops on another thread would be a panic there.
    connection: StoredValue<Option<LocalConnection>>,
    take: Callback<String>,
}

impl Follower {
    pub(super) fn new(request: RequestId, part: &LogPart, take: Callback<String>) -> Self {
        let link = match (part.ended, part.more) {
            (true, _) => Link::Ended,
            (false, true) => Link::Part,
            (false, false) => Link::Off,
        };
        Self {
            link: RwSignal::new(link),
            request,
            attempt: part.attempt,
            step: StoredValue::new(part.step.clone()),
            next: StoredValue::new(part.next),
            ticks: StoredValue::new(0),
            asking: StoredValue::new(false),
            connection: StoredValue::new(None),
            take,
        }
    }

    /// Begins to follow; in the browser only.
    pub(super) fn start(self) {
        if !self.goes_on() {
            return;
        }
        self.connection.set_value(Some(StoredValue::new_local(None)));
        self.connect();
        let timer = set_interval_with_handle(move || self.tick(), TICK);
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
            self.close();
        });
    }

    fn goes_on(self) -> bool {
        !matches!(self.link.try_get_untracked(), None | Some(Link::Ended | Link::Part))
    }

    /// A hidden page gives its stream back: a browser has few for each server.
    fn tick(self) {
        if !self.goes_on() {
            return self.close();
        }
        let link = self.link.get_untracked();
        if hidden() {
            if link != Link::Off {
                self.close();
                self.link.set(Link::Off);
            }
            return;
        }
        let ticks = self.ticks.try_update_value(|ticks| {
            *ticks = ticks.wrapping_add(1);
            *ticks
        });
        let due = |every: u32| ticks.is_some_and(|ticks| ticks.is_multiple_of(every));
        match link {
            Link::Off => self.connect(),
            Link::Asking if due(TRY_EVERY) => self.connect(),
            Link::Asking if due(ASK_EVERY) => self.ask(),
            Link::Asking | Link::Stream | Link::Ended | Link::Part => {}
        }
    }

    /// Closed, not dropped: this may run inside one of the connection's own callbacks.
    fn close(self) {
        let Some(connection) = self.connection.try_get_value().flatten() else { return };
        connection.try_with_value(|connection| {
            if let Some(connection) = connection {
                connection.source.close();
            }
        });
    }

    fn connect(self) {
        let (Some(step), Some(next)) = (self.step.try_get_value(), self.next.try_get_value()) else {
            return;
        };
        let path = format!(
            "/api/v1/requests/{}/log?step={step}&attempt={}&offset={next}",
            self.request, self.attempt
        );
        self.close();
        let Ok(source) = EventSource::new(&path) else {
            return self.link.set(Link::Asking);
        };
        let log = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let piece = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_slice::<Piece>(text.as_bytes()).ok());
            if let Some(piece) = piece {
                self.hear(piece.chunk);
            }
        });
        let end = Closure::<dyn FnMut(Event)>::new(move |_| {
            self.close();
            self.link.try_set(Link::Ended);
        });
        // The server leaves, or rights have changed: the next tick comes back as whoever is logged in then.
        let bye = Closure::<dyn FnMut(Event)>::new(move |_| {
            self.close();
            self.link.try_set(Link::Off);
        });
        let lost = Closure::<dyn FnMut(Event)>::new(move |_| {
            self.close();
            self.link.try_set(Link::Asking);
        });
        let listen =
            |name: &str, to: &js_sys::Function| drop(source.add_event_listener_with_callback(name, to));
        listen("log", log.as_ref().unchecked_ref());
        listen("end", end.as_ref().unchecked_ref());
        listen("bye", bye.as_ref().unchecked_ref());
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        let Some(connection) = self.connection.try_get_value().flatten() else { return };
        connection.set_value(Some(Connection { source, _log: log, _end: end, _bye: bye, _lost: lost }));
        self.link.set(Link::Stream);
    }

    fn hear(self, chunk: LogChunk) {
        // A piece that was asked for and came by the stream as well counts once.
        let news =
            self.next.try_update_value(|next| chunk.next > std::mem::replace(next, chunk.next.max(*next)));
        if news == Some(true) && !chunk.text.is_empty() {
            self.take.run(chunk.text);
        }
    }

    fn ask(self) {
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        let (Some(step), Some(next)) = (self.step.try_get_value(), self.next.try_get_value()) else {
            return;
        };
        self.asking.set_value(true);
        leptos::task::spawn_local(async move {
            let answer = read_log_on(self.request, step, self.attempt, next).await;
            self.asking.try_update_value(|asking| *asking = false);
            let Ok(chunk) = answer else { return };
            let ended = chunk.ended;
            // The stream may be back by now and further on.
            if self.next.try_get_value() == Some(next) {
                self.hear(chunk);
                if ended {
                    self.link.try_set(Link::Ended);
                }
            }
        });
    }
}
