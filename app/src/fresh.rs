//! Keeps what a page shows up to date: asks again, as long as anybody looks.

use std::future::Future;
use std::time::Duration;

use leptos::prelude::*;

use crate::error::ApiError;
use crate::live::live;

/// A question without an answer for so many milliseconds is given up: a connection may die without a word, and what
/// waits for it would wait for ever.
const LOST: f64 = 15_000.0;

/// What goes on with a page's questions.
#[derive(Clone, Copy, Default)]
struct Asking {
    /// Since when the present question waits, by the browser's clock in milliseconds; none when there is none.
    since: Option<f64>,
    /// Something changed meanwhile: the answer on its way may be old.
    again: bool,
    /// Counts the questions that were given up.
    round: u32,
}

/// What follows an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    /// It was given up: somebody else asks by now.
    TooLate,
    /// Nothing changed meanwhile.
    Rest,
    /// The same question once more.
    Again,
}

impl Asking {
    /// The round to ask in; none when the question under way will be asked once more anyway.
    fn begin(&mut self, now: f64) -> Option<u32> {
        if let Some(since) = self.since {
            if now - since < LOST {
                self.again = true;
                return None;
            }
            self.round = self.round.wrapping_add(1);
        }
        self.since = Some(now);
        self.again = false;
        Some(self.round)
    }

    fn answered(&mut self, round: u32, now: f64) -> Next {
        if round != self.round {
            return Next::TooLate;
        }
        let again = std::mem::take(&mut self.again);
        self.since = again.then_some(now);
        if again { Next::Again } else { Next::Rest }
    }
}

/// Asks again every `every` while `wanted` says so, at once when the status changes or the page comes back into
/// view; never while it is hidden, and never twice at a time, unless an answer is lost. Only news changes the signal. A session that has
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
    let asking = StoredValue::new(Asking::default());
    let fetch = StoredValue::new(fetch);
    let ended = live().ended;
    let look = Callback::new(move |()| {
        if hidden() {
            return;
        }
        let Some(Some(round)) = asking.try_update_value(|asking| asking.begin(js_sys::Date::now())) else {
            return;
        };
        leptos::task::spawn_local(async move {
            // The page may be gone between two questions, and its signals with it.
            while let Some(asked) = fetch.try_with_value(|fetch| fetch()) {
                let answer = asked.await;
                let next = asking.try_update_value(|asking| asking.answered(round, js_sys::Date::now()));
                let Some(next @ (Next::Rest | Next::Again)) = next else { return };
                match answer {
                    Ok(new) => {
                        if value.try_with_untracked(|old| *old != new) == Some(true) {
                            value.try_set(new);
                        }
                        say(ended, false);
                    }
                    Err(ApiError::Unauthenticated) => say(ended, true),
                    Err(_) => {}
                }
                if next == Next::Rest {
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
        // Read, not only followed: a memo that nobody reads never looks at the status.
        changed.with(|_| ());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_while_an_answer_is_on_its_way_is_asked_once_more() {
        let mut asking = Asking::default();
        assert_eq!(asking.begin(0.0), Some(0));
        assert_eq!((asking.begin(10.0), asking.begin(20.0)), (None, None));
        assert_eq!(asking.answered(0, 30.0), Next::Again);
        assert_eq!(asking.answered(0, 40.0), Next::Rest);
        assert_eq!(asking.begin(50.0), Some(0));
    }

    #[test]
    fn a_question_whose_answer_is_lost_keeps_nobody_from_asking_anew() {
        let mut asking = Asking::default();
        assert_eq!(asking.begin(0.0), Some(0));
        assert_eq!(asking.begin(LOST - 1.0), None);
        assert_eq!(asking.begin(LOST), Some(1));
        assert_eq!(asking.answered(0, LOST + 1.0), Next::TooLate);
        assert_eq!(asking.answered(1, LOST + 2.0), Next::Rest);
    }
}
