//! New process.

use leptos::prelude::*;

use crate::components::page::Page;

/// New process.
#[component]
pub fn ProcessNewPage() -> impl IntoView {
    view! { <Page title="New process"><p></p></Page> }
}

/// Edit process.
#[component]
pub fn ProcessEditPage() -> impl IntoView {
    view! { <Page title="Edit process"><p></p></Page> }
}
