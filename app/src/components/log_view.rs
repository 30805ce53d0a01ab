//! A step's log: follows while the step runs; pause, wrap, colours, download, a link to each line.

mod follow;
mod point;
mod scroll;

use domain::id::RequestId;
use leptos::html;
use leptos::prelude::*;

use crate::api::requests::log::LogPart;
use crate::live::live;
use crate::log::lines::Lines;
use follow::{Follower, Link};
pub use point::shows;

/// The log of one attempt of a step, from the part that the page came with.
#[component]
pub fn LogView(
    /// The request.
    request: RequestId,
    /// The part to begin with.
    part: LogPart,
) -> impl IntoView {
    let hydrated = live().hydrated;
    let mut begun = Lines::new(&part.step, part.attempt, part.line);
    begun.push(&part.text);
    let lines = RwSignal::new(begun);
    let (paused, held) = (RwSignal::new(false), RwSignal::new(String::new()));
    let the_box = NodeRef::<html::Div>::new();
    let show = move |text: &str| {
        let at_end = scroll::is_at_end(the_box);
        lines.update(|lines| lines.push(text));
        if at_end {
            scroll::to_end_soon(the_box);
        }
    };
    let take = Callback::new(move |text: String| {
        if paused.get_untracked() {
            held.update(|held| held.push_str(&text));
        } else {
            show(&text);
        }
    });
    let follower = Follower::new(request, &part, take);
    let link = follower.link;
    Effect::new(move || {
        scroll::begin(the_box);
        follower.start();
    });
    let pause = move |_| {
        let was = paused.get_untracked();
        paused.set(!was);
        if was {
            show(&std::mem::take(&mut *held.write()));
            scroll::to_end_soon(the_box);
        }
    };
    let place = Place::of(request, &part);
    let (here, download, beginning) = (place.here(), place.download(), place.from(0, 1));
    let further =
        part.more.then(|| place.from(part.next, lines.with_untracked(Lines::newest).saturating_add(1)));
    let left_out = move || {
        let count = lines.with(Lines::left_out);
        (count > 0).then(|| {
            let words = if count == 1 {
                "Line 1 is left out here. ".to_owned()
            } else {
                format!("Lines 1 to {count} are left out here. ")
            };
            view! { <p class="log-cut">{words}<a href=beginning.clone()>"Show the log from its beginning"</a></p> }
        })
    };
    let waiting = move || held.with(|held| held.lines().count());
    let label = format!("Log of {}", part.step);
    view! {
        <div class="log-tools">
            <span class="log-link" role="status">{move || link.get().words(paused.get())}</span>
            {move || hydrated.get().then(|| view! {
                <button type="button" class="button" aria-pressed=move || paused.get().to_string() on:click=pause
                    disabled=move || link.get() == Link::Ended && !paused.get()>
                    {move || match (paused.get(), waiting()) {
                        (false, _) => "Pause".to_owned(),
                        (true, 0) => "Go on".to_owned(),
                        (true, count) => format!("Go on ({count} new)"),
                    }}
                </button>
            })}
            {move || (!hydrated.get()).then(|| view! { <a class="button" href=here.clone() rel="external">"Refresh"</a> })}
            <label class="log-wrap"><input type="checkbox" autocomplete="off"/>"Wrap lines"</label>
            <a class="button" href=download rel="external" download="">"Download"</a>
        </div>
        {left_out}
        <div class="log" tabindex="0" role="log" aria-live="off" aria-label=label node_ref=the_box
            data-attempt=part.attempt.to_string() on:click=point::at>
            {move || lines.with(Lines::is_empty).then(|| view! { <p class="log-empty">"Nothing is written yet."</p> })}
            <For each=move || lines.with(Lines::blocks) key=|block| block.key let(block)>
                <div inner_html=block.html.to_string()></div>
            </For>
            <div inner_html=move || lines.with(Lines::open)></div>
        </div>
        {further.map(|to| view! { <p class="log-cut">"The log goes on. "<a href=to>"Read on"</a></p> })}
    }
}

/// Addresses of a log and its parts.
struct Place {
    request: RequestId,
    step: String,
    attempt: u32,
}

impl Place {
    fn of(request: RequestId, part: &LogPart) -> Self {
        Self { request, step: part.step.clone(), attempt: part.attempt }
    }

    fn here(&self) -> String {
        let Self { request, step, attempt } = self;
        format!("/requests/{request}?step={step}&attempt={attempt}#log")
    }

    fn from(&self, offset: u64, line: u32) -> String {
        let Self { request, step, attempt } = self;
        format!("/requests/{request}?step={step}&attempt={attempt}&from={offset}&line={line}#log")
    }

    fn download(&self) -> String {
        let Self { request, step, attempt } = self;
        format!("/api/v1/requests/{request}/log?step={step}&attempt={attempt}&download=true")
    }
}
