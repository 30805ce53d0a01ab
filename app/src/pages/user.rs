//! User.

use leptos::prelude::*;

use crate::components::page::Page;

/// User.
#[component]
pub fn UserPage() -> impl IntoView {
    view! { <Page title="User"><p></p></Page> }
}
