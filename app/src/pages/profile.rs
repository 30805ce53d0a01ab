//! Profile.

use leptos::prelude::*;

use crate::components::page::Page;

/// Profile.
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! { <Page title="Profile"><p></p></Page> }
}
