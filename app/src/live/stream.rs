//! The status stream: one `EventSource`, made anew with jittered back-off whenever it is lost.
//!
//! The browser's own reconnecting stops for good on any answer but 200, and comes back without jitter.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::status::SystemStatus;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use super::Live;

const PATH: &str = "/api/v1/status/events";
/// The banner says so once the stream has been cut for this long.
const SAID_AFTER: Duration = Duration::from_secs(5);
/// How long a stream that sends `beat` events may be silent before it counts as lost.
const SILENCE: f64 = 45_000.0;

/// One connection; closed when dropped.
struct Connection {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _beat: Closure<dyn FnMut(Event)>,
    _lost: Closure<dyn FnMut(Event)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.source.close();
    }
}

#[derive(Default)]
struct Following {
    connection: RefCell<Option<Connection>>,
    /// Failed connections in a row.
    tries: Cell<u32>,
    /// Counts losses and recoveries, so that a timer knows whether it is about the present one.
    turn: Cell<u32>,
    lost: Cell<bool>,
    beats: Cell<bool>,
    heard_at: Cell<f64>,
}

thread_local! {
    static FOLLOWING: Following = Following::default();
}

/// Follows the stream for as long as the page lives.
pub(super) fn follow(live: Live) {
    connect(live);
    window_event_listener_untyped("online", move |_| {
        FOLLOWING.with(|f| {
            if f.lost.get() {
                connect(live)
            }
        })
    });
    set_interval(
        move || {
            FOLLOWING.with(|f| {
                if f.beats.get() && !f.lost.get() && js_sys::Date::now() - f.heard_at.get() > SILENCE {
                    lose(live)
                }
            })
        },
        Duration::from_secs(10),
    );
}

fn connect(live: Live) {
    let Ok(source) = EventSource::new(PATH) else {
        return lose(live);
    };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hear(live);
        let told = event
            .data()
            .as_string()
            .and_then(|text| serde_json::from_slice::<SystemStatus>(text.as_bytes()).ok());
        if let Some(status) = told {
            let news = live
                .status
                .with_untracked(|known| known.as_ref().is_none_or(|known| !known.same_as(&status)));
            if news {
                live.status.set(Some(status));
            }
        }
    });
    let beat = Closure::<dyn FnMut(Event)>::new(move |_| {
        FOLLOWING.with(|f| f.beats.set(true));
        hear(live);
    });
    let lost = Closure::<dyn FnMut(Event)>::new(move |_| lose(live));
    let listen = |name: &str, to: &js_sys::Function| drop(source.add_event_listener_with_callback(name, to));
    listen("status", heard.as_ref().unchecked_ref());
    listen("beat", beat.as_ref().unchecked_ref());
    source.set_onerror(Some(lost.as_ref().unchecked_ref()));
    let connection = Connection { source, _heard: heard, _beat: beat, _lost: lost };
    FOLLOWING.with(|f| {
        f.beats.set(false);
        f.heard_at.set(js_sys::Date::now());
        f.connection.replace(Some(connection))
    });
}

/// Something came: the stream is there.
fn hear(live: Live) {
    FOLLOWING.with(|f| {
        f.heard_at.set(js_sys::Date::now());
        f.tries.set(0);
        if f.lost.replace(false) {
            f.turn.set(f.turn.get() + 1);
        }
    });
    if live.cut.get_untracked() {
        live.cut.set(false);
    }
}

/// The stream is gone: say so if it stays so, and try again.
fn lose(live: Live) {
    let (wait, turn, first) = FOLLOWING.with(|f| {
        // Closed, not dropped: this may run inside one of its own callbacks.
        if let Some(connection) = f.connection.borrow().as_ref() {
            connection.source.close();
        }
        let tries = f.tries.get();
        f.tries.set(tries.saturating_add(1));
        let first = !f.lost.replace(true);
        if first {
            f.turn.set(f.turn.get() + 1);
        }
        (backoff(tries, js_sys::Math::random()), f.turn.get(), first)
    });
    let still = move || FOLLOWING.with(|f| f.lost.get() && f.turn.get() == turn);
    if first {
        set_timeout(
            move || {
                if still() {
                    live.cut.set(true)
                }
            },
            SAID_AFTER,
        );
    }
    set_timeout(
        move || {
            if still() {
                connect(live)
            }
        },
        wait,
    );
}

/// How long to wait before the next try: doubling from 0.4 s to 15 s, and up to half of it more or less by
/// `chance` (0 to 1), so that ten thousand tabs do not come back at once.
fn backoff(tries: u32, chance: f64) -> Duration {
    let base = (0.4 * f64::from(2_u32.saturating_pow(tries.min(10)))).min(15.0);
    Duration::from_secs_f64(base * (0.5 + chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_are_spread() {
        assert_eq!(backoff(0, 0.5), Duration::from_millis(400));
        assert_eq!(backoff(1, 0.0), Duration::from_millis(400));
        assert_eq!(backoff(1, 1.0), Duration::from_millis(1_200));
        assert_eq!(backoff(u32::MAX, 1.0), Duration::from_millis(22_500));
    }
}
