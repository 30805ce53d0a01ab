//! Links to sibling pages, under the heading they share.

use leptos::prelude::*;
use leptos_router::components::A;

/// A row of links, the present page marked.
#[component]
pub fn Tabs(
    /// What they are pages of, for assistive technology.
    #[prop(into)]
    label: String,
    /// Path and words.
    links: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {links.into_iter().map(|(to, words)| view! { <A href=to>{words}</A> }).collect_view()}
        </nav>
    }
}
