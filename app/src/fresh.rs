//! Keeps what a page shows up to date: asks again, as long as anybody looks.

use std::future::Future;
use std::time::Duration;

use leptos::prelude::*;

use crate::error::ApiError;
use crate::live::live;

/// What goes on with a page's questions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    No,
    Once,
    /// Something changed meanwhile: the answer on its way may be old.
    Again,
}

/// Asks again every `every` while `wanted` says so, at once when the status changes or the page comes back into
/// view; never while it is hidden, and never twice at a time. Only news changes the signal. A session that has
/// ended is told by [`crate::live::Live::ended`]. In the browser only.
pub fn keep_fresh<T, Fetch, Asked>(
    value: RwSignal<T>,
    every: Duration,
    wanted: impl Fn() -> bool + Copy + Send + Sync + 'static,
    fetch: Fetch,
) -> Callback<()>
where
    T: PartialEq + Send + Sync + 'static,
    Fetch: Fn() -> Asked + Send + Sync + 'static,
    Asked: Future<Output = Result<T, ApiError>> + 'static,
{
    let asking = StoredValue::new(Asking::No);
    let fetch = StoredValue::new(fetch);
    let ended = live().ended;
    let look = Callback::new(move |()| {
        match asking.try_get_value() {
            None => return,
            Some(_) if hidden() => return,
            Some(Asking::No) => asking.set_value(Asking::Once),
            Some(Asking::Once | Asking::Again) => return asking.set_value(Asking::Again),
        }
        leptos::task::spawn_local(async move {
            // The page may be gone between two questions, and its signals with it.
            while let Some(asked) = fetch.try_with_value(|fetch| fetch()) {
                match asked.await {
                    Ok(new) => {
                        if value.try_with_untracked(|old| *old != new) == Some(true) {
                            value.try_set(new);
                        }
                        say(ended, false);
                    }
                    Err(ApiError::Unauthenticated) => say(ended, true),
                    Err(_) => {}
                }
                let again = asking.try_update_value(|asking| {
                    let again = *asking == Asking::Again;
                    *asking = if again { Asking::Once } else { Asking::No };
                    again
                });
                if again != Some(true) {
                    return;
                }
            }
        });
    });
    let status = live().status;
    let changed = Memo::new(move |_| {
        status.with(|status| status.as_ref().map(|status| (status.epoch, status.phase, status.running)))
    });
    Effect::new(move |before: Option<()>| {
        changed.track();
        if before.is_some() {
            look.run(());
        }
    });
    Effect::new(move || {
        let timer = set_interval_with_handle(
            move || {
                if wanted() {
                    look.run(());
                }
            },
            every,
        );
        let seen = window_event_listener_untyped("visibilitychange", move |_| {
            if wanted() {
                look.run(());
            }
        });
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
            seen.remove();
        });
    });
    look
}

/// Sets it once, so that nothing is told again and again.
fn say(signal: RwSignal<bool>, value: bool) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}

/// Whether nobody sees the page.
#[must_use]
pub fn hidden() -> bool {
    document().hidden()
}
