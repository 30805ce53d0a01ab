//! Run a process.

use leptos::prelude::*;

use crate::components::page::Page;

/// Run a process.
#[component]
pub fn RunPage() -> impl IntoView {
    view! { <Page title="Run a process"><p></p></Page> }
}
