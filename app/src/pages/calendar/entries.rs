//! What a day has, in words.

use domain::request::Status;
use leptos::prelude::*;

use crate::api::calendar::{Calendar, Day, Entry, Mark, Marks, Piece};
use crate::components::badge::{Badge, Tone};
use crate::live::live;
use crate::telling::blackouts::stage;

/// Its blackouts, scheduled requests and refused starts.
pub(super) fn entries(calendar: &Calendar, day: &Day) -> AnyView {
    if is_empty(day) {
        return view! { <p class="soft">"Nothing on this day."</p> }.into_any();
    }
    let pieces =
        day.pieces.iter().filter_map(|piece| Some(blackout(calendar.blackouts.get(piece.entry)?, piece)));
    let pieces = pieces.collect_view();
    view! {
        <ul class="calendar-entries">
            {pieces}
            {marks(&day.scheduled, Status::Scheduled)}
            {marks(&day.refused, Status::CouldNotStart)}
        </ul>
    }
    .into_any()
}

/// Whether a day has nothing.
pub(super) fn is_empty(day: &Day) -> bool {
    day.pieces.is_empty() && day.scheduled.count == 0 && day.refused.count == 0
}

fn blackout(entry: &Entry, piece: &Piece) -> AnyView {
    let now = live().now;
    let occurrence = entry.occurrence.clone();
    let told = Memo::new(move |_| stage(&occurrence, now.get()));
    view! {
        <li>
            <span class="calendar-when">{piece.when.clone()}</span>
            " "
            <a href=format!("/settings/blackouts/{}", entry.id)>{entry.name.clone()}</a>
            " "
            {move || { let (tone, words) = told.get(); view! { <Badge tone text=words/> } }}
        </li>
    }
    .into_any()
}

fn marks(marks: &Marks, status: Status) -> AnyView {
    let named = marks.named.iter().map(|one| mark(one, status)).collect_view();
    let more = marks.count.saturating_sub(marks.named.len() as u64);
    let more = (more > 0).then(|| {
        let to = format!("/requests?status={}", status.as_str());
        let words = format!("and {more} more: {}", status.label().to_lowercase());
        view! { <li><a href=to>{words}</a></li> }
    });
    view! { {named}{more} }.into_any()
}

fn mark(mark: &Mark, status: Status) -> AnyView {
    view! {
        <li>
            <span class="calendar-when">{mark.at.clone()}</span>
            " "
            <a href=format!("/requests/{}", mark.id)>{mark.process.clone()}</a>
            " "
            <Badge tone=Tone::of(status) text=status.label()/>
        </li>
    }
    .into_any()
}
