//! The way to a list's next page, as a link that works without script.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::next;

/// Links to the next page and back to the first; nothing when there is only one.
#[component]
pub fn Pager(
    /// The cursor of the next page.
    #[prop(into)]
    next: Signal<Option<String>>,
) -> impl IntoView {
    let location = use_location();
    let search = location.search.get_untracked();
    let here = next::address(&location.pathname.get_untracked(), &search);
    let first = search.contains("cursor=").then(|| next::without_parameter(&here, "cursor"));
    move || {
        let next =
            next.get().map(|cursor| next::with_parameter(&here, "cursor", &next::escape(&cursor), None));
        (first.is_some() || next.is_some()).then(|| {
            view! {
                <nav class="pager" aria-label="Pages of this list">
                    {first.clone().map(|to| view! { <a class="button" href=to>"First page"</a> })}
                    {next.map(|to| view! { <a class="button" href=to rel="next">"Next page"</a> })}
                </nav>
            }
        })
    }
}
