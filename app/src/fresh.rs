//! Keeps what a page shows up to date: asks again, as long as anybody looks.

use std::future::Future;
use std::time::Duration;

use leptos::prelude::*;

use crate::error::ApiError;
use crate::live::live;

/// Asks again every `every` while `wanted` says so, at once when the status changes or the page comes back into
/// view; never while it is hidden, and never twice at a time. Only news changes the signal. In the browser only.
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
    let busy = StoredValue::new(false);
    let look = Callback::new(move |()| {
        if hidden() || busy.try_get_value() != Some(false) {
            return;
        }
        busy.set_value(true);
        let asked = fetch();
        leptos::task::spawn_local(async move {
            let answer = asked.await;
            // The page may be gone by now, and its signals with it.
            busy.try_update_value(|busy| *busy = false);
            if let Ok(new) = answer
                && value.try_with_untracked(|old| *old != new) == Some(true)
            {
                value.try_set(new);
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

/// Whether nobody sees the page.
#[must_use]
pub fn hidden() -> bool {
    document().hidden()
}
