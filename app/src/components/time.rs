//! Times: absolute with the zone named in the first HTML, relative once live, exact in a tooltip (rule 45).

use domain::time::Timestamp;
use leptos::prelude::*;

use crate::live::live;
use crate::words;

/// An instant, told from now once the page is live: `12 min ago`.
#[component]
pub fn Time(#[prop(into)] at: Timestamp) -> impl IntoView {
    let live = live();
    let text = Memo::new(move |_| {
        let now = live.now.get();
        if live.hydrated.get() {
            words::relative(at, now)
        } else {
            live.zone.with(|zone| zone.short(at, now))
        }
    });
    view! { <time datetime=at.to_string() title=move || live.zone.with(|zone| zone.exact(at))>{text}</time> }
}

/// An instant by the clock, with its zone: `02:00 CET`.
#[component]
pub fn Clock(#[prop(into)] at: Timestamp) -> impl IntoView {
    let live = live();
    let text = Memo::new(move |_| live.zone.with(|zone| zone.short(at, live.now.get())));
    view! { <time datetime=at.to_string() title=move || live.zone.with(|zone| zone.exact(at))>{text}</time> }
}

/// A window by the clock, with its day and its zone: `Sat 5 Dec 2026, 02:00 to 03:30 CET`.
#[component]
pub fn FromTo(#[prop(into)] from: Timestamp, #[prop(into)] to: Timestamp) -> impl IntoView {
    let zone = live().zone;
    view! {
        <span title=move || zone.with(|zone| format!("{} to {}", zone.exact(from), zone.exact(to)))>
            {move || zone.with(|zone| zone.from_to(from, to))}
        </span>
    }
}

/// How long something took, or has taken so far when it has not ended: `4 min 12 s`.
#[component]
pub fn Took(
    /// When it began.
    from: Timestamp,
    /// When it ended.
    to: Option<Timestamp>,
) -> impl IntoView {
    let live = live();
    let text = Memo::new(move |_| words::span(to.unwrap_or_else(|| live.now.get()).since(from)));
    view! { <span class="took">{text}</span> }
}
