//! Process.

use leptos::prelude::*;

use crate::components::page::Page;

/// Process.
#[component]
pub fn ProcessPage() -> impl IntoView {
    view! { <Page title="Process"><p></p></Page> }
}

/// Versions.
#[component]
pub fn ProcessVersionsPage() -> impl IntoView {
    view! { <Page title="Versions"><p></p></Page> }
}
