//! System Settings.

use leptos::prelude::*;

use crate::components::page::Page;

/// System Settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! { <Page title="System Settings"><p></p></Page> }
}
