//! Log in.

use leptos::prelude::*;

use crate::components::page::Page;

/// Log in.
#[component]
pub fn LoginPage() -> impl IntoView {
    view! { <Page title="Log in"><p></p></Page> }
}
