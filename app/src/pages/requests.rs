//! Requests.

use leptos::prelude::*;

use crate::components::page::Page;

/// Requests.
#[component]
pub fn RequestsPage() -> impl IntoView {
    view! { <Page title="Requests"><p></p></Page> }
}
