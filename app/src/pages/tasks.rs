//! Work items.

use leptos::prelude::*;

use crate::components::page::Page;

/// Work items.
#[component]
pub fn TasksPage() -> impl IntoView {
    view! { <Page title="Work items"><p></p></Page> }
}
