//! Processes.

use leptos::prelude::*;

use crate::components::page::Page;

/// Processes.
#[component]
pub fn ProcessesPage() -> impl IntoView {
    view! { <Page title="Processes"><p></p></Page> }
}
