//! Settings > System Settings: the switch, and what else an administrator sets while Lull runs.

mod general;
mod other;

use domain::permission::Permission;
use leptos::prelude::*;

use crate::boot::may;
use crate::components::page::Page;
use crate::components::tabs::Tabs;
use general::GeneralSettings;
use other::OtherSettings;

/// The General Settings panel, and the other settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! {
        <Page title="System Settings">
            <SettingsTabs/>
            <GeneralSettings/>
            <OtherSettings/>
        </Page>
    }
}

/// The pages below Settings that this person may see.
#[component]
pub(super) fn SettingsTabs() -> impl IntoView {
    let mut links = vec![("/settings/system", "System")];
    if may(Permission::ManageUsers) {
        links.push(("/settings/users", "Users"));
    }
    if may(Permission::ViewAudit) {
        links.push(("/settings/audit", "Audit"));
    }
    view! { <Tabs label="Settings" links/> }
}
