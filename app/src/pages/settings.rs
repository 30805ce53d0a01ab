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
            <Blackouts/>
            <OtherSettings/>
        </Page>
    }
}

/// The way to planned windows.
#[component]
fn Blackouts() -> impl IntoView {
    let words = if may(Permission::ManageMaintenance) {
        "Manage Maintenance Blackouts"
    } else {
        "See Maintenance Blackouts"
    };
    view! {
        <section class="panel panel-head">
            <div>
                <h2>"Maintenance blackouts"</h2>
                <p class="soft">"Planned windows: announced, held, and opened again by themselves."</p>
            </div>
            <a class="button" href="/settings/blackouts">{words}</a>
        </section>
    }
}

/// The pages below Settings that this person may see.
#[component]
pub(super) fn SettingsTabs() -> impl IntoView {
    let mut links = vec![("/settings/system", "System"), ("/settings/blackouts", "Blackouts")];
    if may(Permission::ManageUsers) {
        links.push(("/settings/users", "Users"));
    }
    if may(Permission::ViewAudit) {
        links.push(("/settings/audit", "Audit"));
    }
    view! { <Tabs label="Settings" links/> }
}
