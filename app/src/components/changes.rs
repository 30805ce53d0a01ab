//! What changed between two texts, line by line.

use leptos::prelude::*;

use crate::api::processes::changes::{Changes, Line};
use crate::words;

/// Lines that went, lines that came, and a few around them.
#[component]
pub fn ChangesView(changes: Changes) -> impl IntoView {
    let same = changes.lines.iter().all(|line| matches!(line, Line::Skipped(_) | Line::Same(_)));
    if same {
        return view! { <p class="soft">"Nothing: both read the same."</p> }.into_any();
    }
    let rows = changes.lines.into_iter().map(|line| match line {
        Line::Same(text) => row("", " ", "", text),
        Line::Gone(text) => row("change-gone", "−", "removed: ", text),
        Line::New(text) => row("change-new", "+", "added: ", text),
        Line::Skipped(count) => {
            row("change-skipped", " ", "", words::count(count as u64, "line alike", "lines alike"))
        }
    });
    view! {
        <div class="source changes" tabindex="0" role="region" aria-label="Changes"><div>{rows.collect_view()}</div></div>
    }
    .into_any()
}

fn row(class: &'static str, mark: &'static str, said: &'static str, text: String) -> AnyView {
    view! {
        <div class=format!("change {class}")>
            <span class="change-mark" aria-hidden="true">{mark}</span>
            <span class="visually-hidden">{said}</span>
            <code>{text}</code>
        </div>
    }
    .into_any()
}
