//! Work item.

use leptos::prelude::*;

use crate::components::page::Page;

/// Work item.
#[component]
pub fn TaskPage() -> impl IntoView {
    view! { <Page title="Work item"><p></p></Page> }
}
