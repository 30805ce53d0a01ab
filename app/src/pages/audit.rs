//! Audit.

use leptos::prelude::*;

use crate::components::page::Page;

/// Audit.
#[component]
pub fn AuditPage() -> impl IntoView {
    view! { <Page title="Audit"><p></p></Page> }
}
