//! The page for a path that is no page, with a proper 404.

use leptos::prelude::*;

use crate::components::page::{Page, set_status};

/// Says that there is no such page, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    view! {
        <Page title="No such page" lead=|| "Nothing is at this address. It may have been mistyped, or what was here is gone.">
            <p><a href="/requests">"Go to the requests"</a></p>
        </Page>
    }
}
