//! Maintenance.

use leptos::prelude::*;

use crate::components::page::Page;

/// Maintenance.
#[component]
pub fn MaintenancePage() -> impl IntoView {
    view! { <Page title="Maintenance"><p></p></Page> }
}
