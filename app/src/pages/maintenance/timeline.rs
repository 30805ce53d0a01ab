//! The drain as a timeline: what ran so far, when it is expected to end. Drawn with attributes alone.

mod scale;

use domain::drain::Drain;
use leptos::prelude::*;

use crate::live::live;
use scale::{Bar, Scale};

/// Most rows that are drawn; the table below has them all.
const ROWS: usize = 12;
const ROW: usize = 38;
const TOP: usize = 6;

/// The picture. The table below says the same in words, so it is one image to assistive technology.
#[component]
pub(super) fn Timeline(drain: RwSignal<Drain>) -> impl IntoView {
    let zone = live().zone;
    move || {
        let scale = drain.with(|drain| zone.with(|zone| Scale::of(drain, zone)));
        let height = TOP + ROW * scale.bars.len().min(ROWS);
        let more = scale.bars.len().saturating_sub(ROWS);
        let percent = |share: f64| format!("{share:.2}%");
        let ticks = scale.ticks.iter().map(|(share, words)| view! {
            <line class="grid" x1=percent(*share) x2=percent(*share) y1="0" y2=height.to_string()/>
            <text class="tick-label" x=percent(*share) y=(height + 18).to_string() text-anchor="middle">{words.clone()}</text>
        });
        let bars =
            scale.bars.iter().take(ROWS).enumerate().map(|(row, bar)| draw(bar, TOP + row * ROW, scale.now));
        // Beside the bars only, so that it strikes through no name.
        let nows = (0..scale.bars.len().min(ROWS)).map(|row| {
            let top = TOP + row * ROW + 15;
            let at = percent(scale.now);
            view! { <line class="now" x1=at.clone() x2=at y1=top.to_string() y2=(top + 18).to_string()/> }
        });
        let label = format!(
            "Timeline of {} running, from {} to {}. The table below has the same in words.",
            scale.bars.len(),
            scale.from,
            scale.to
        );
        view! {
            <svg class="timeline" height=(height + 26).to_string() role="img" aria-label=label>
                <rect class="held" x=percent(scale.held) width=percent(100.0 - scale.held) y="0" height=height.to_string()/>
                {ticks.collect_view()}
                <line class="grid" x1="0" x2="100%" y1=height.to_string() y2=height.to_string()/>
                {bars.collect_view()}
                {nows.collect_view()}
            </svg>
            <p class="legend">
                <span>"Solid: so far. Pale: expected, half and nine in ten of past runs. Dashed: waits for a person, or no past."</span>
                <span>"The line is now. Times in "{scale.zone.clone()}"."</span>
                {(more > 0).then(|| format!("{more} more in the table."))}
            </p>
        }
    }
}

/// One request's bar with its name above.
fn draw(bar: &Bar, top: usize, now: f64) -> impl IntoView + use<> {
    let percent = |share: f64| format!("{share:.2}%");
    let (y, height) = ((top + 18).to_string(), "12");
    let part = |class: &'static str, from: f64, to: f64| {
        (to > from).then(|| view! { <rect class=class x=percent(from) width=percent(to - from) y=y.clone() height=height rx="3"/> })
    };
    // A name that would run out at the right ends at the line of now instead.
    let (at, anchor) = if bar.began > 60.0 { (now - 0.5, "end") } else { (bar.began, "start") };
    let ahead = match bar.expected {
        Some((p50, p90)) => view! { {part("late", p50, p90)}{part("likely", now, p50)} }.into_any(),
        None => part("open", now, 99.8).into_any(),
    };
    view! {
        <text x=percent(at) y=(top + 12).to_string() text-anchor=anchor>{bar.name.clone()}</text>
        {part("done", bar.began, now)}
        {ahead}
    }
}
