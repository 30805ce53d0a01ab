//! Request.

use leptos::prelude::*;

use crate::components::page::Page;

/// Request.
#[component]
pub fn RequestPage() -> impl IntoView {
    view! { <Page title="Request"><p></p></Page> }
}
