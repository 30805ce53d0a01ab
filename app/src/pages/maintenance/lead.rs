//! The page's first sentence.

use domain::drain::Drain;
use leptos::prelude::*;

use crate::components::time::Clock;

/// Says in one sentence where it stands.
#[component]
pub(super) fn Lead(drain: RwSignal<Drain>) -> impl IntoView {
    let shape = Memo::new(move |_| {
        drain
            .with(|drain| (drain.held, drain.since, began_before(drain), came_in(drain), drain.blockers_more))
    });
    view! {
        <p class="lead">
            {move || {
                let (held, since, before, after, more) = shape.get();
                match (held, since) {
                    (true, Some(since)) => view! {
                        {sentence(before, after, more)}" Maintenance since "<Clock at=since/>"; nothing else can start. "
                        <strong>
                            {if before + after == 0 {
                                "Safe to restart the host or stop the database."
                            } else {
                                "Not yet safe to restart the host or stop the database."
                            }}
                        </strong>
                    }.into_any(),
                    _ => view! { "No maintenance: everything may start." }.into_any(),
                }
            }}
        </p>
    }
}

fn began_before(drain: &Drain) -> usize {
    drain.blockers.iter().filter(|blocker| !blocker.bypass).count()
}

fn came_in(drain: &Drain) -> usize {
    drain.blockers.iter().filter(|blocker| blocker.bypass).count()
}

/// Numbers in words up to ten, as in running text.
fn number(n: usize) -> String {
    const WORDS: [&str; 11] =
        ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn sentence(before: usize, after: usize, more: u64) -> String {
    let began = match before {
        0 if after == 0 => return "Nothing runs.".to_owned(),
        0 => String::new(),
        1 => "One request that began before is still running.".to_owned(),
        n => format!("{} requests that began before are still running.", number(n)),
    };
    let came = match after {
        0 => String::new(),
        1 => " One came in since, by a bypass.".to_owned(),
        n => format!(" {} came in since, by a bypass.", number(n)),
    };
    let beside = match more {
        0 => String::new(),
        1 => " One more runs beside them.".to_owned(),
        n => format!(" {n} more run beside them."),
    };
    format!("{began}{came}{beside}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_counts_what_runs() {
        assert_eq!(sentence(0, 0, 0), "Nothing runs.");
        assert_eq!(sentence(2, 0, 0), "Two requests that began before are still running.");
        assert_eq!(
            sentence(12, 1, 0),
            "12 requests that began before are still running. One came in since, by a bypass."
        );
        assert_eq!(sentence(0, 1, 0), "One came in since, by a bypass.");
        assert_eq!(
            sentence(1_000, 0, 7),
            "1000 requests that began before are still running. 7 more run beside them."
        );
    }
}
