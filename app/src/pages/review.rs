//! Review.

use leptos::prelude::*;

use crate::components::page::Page;

/// Review.
#[component]
pub fn ReviewPage() -> impl IntoView {
    view! { <Page title="Review"><p></p></Page> }
}
