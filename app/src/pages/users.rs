//! Users.

use leptos::prelude::*;

use crate::components::page::Page;

/// Users.
#[component]
pub fn UsersPage() -> impl IntoView {
    view! { <Page title="Users"><p></p></Page> }
}
