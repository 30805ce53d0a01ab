//! A field that searches the list below it: a plain GET, so that what was found has an address.

use leptos::prelude::*;
use leptos_router::components::Form;

/// The field and its button, and the way back to all.
#[component]
pub fn SearchForm(
    /// The list's path.
    action: &'static str,
    /// What is searched, in words.
    label: &'static str,
    /// What is searched for now.
    search: Signal<String>,
) -> impl IntoView {
    let text = move || search.get();
    view! {
        <search>
            <Form method="get" action attr:class="filters">
                <input class="input filter-search" type="search" name="search" value=text prop:value=text autocomplete="off"
                    placeholder=label aria-label=label/>
                <button type="submit" class="button">"Search"</button>
                {move || search.with(|text| !text.is_empty()).then(|| view! { <a href=action>"Clear"</a> })}
            </Form>
        </search>
    }
}
