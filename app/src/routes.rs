//! Which path shows which page.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Redirect, Route};
use leptos_router::path;

use crate::components::not_found::NotFound;
use crate::pages::audit::AuditPage;
use crate::pages::blackout::BlackoutPage;
use crate::pages::blackout_edit::BlackoutEditPage;
use crate::pages::blackout_new::BlackoutNewPage;
use crate::pages::blackouts::BlackoutsPage;
use crate::pages::login::LoginPage;
use crate::pages::maintenance::MaintenancePage;
use crate::pages::process::{ProcessPage, ProcessVersionsPage};
use crate::pages::process_edit::{ProcessEditPage, ProcessNewPage};
use crate::pages::processes::ProcessesPage;
use crate::pages::profile::ProfilePage;
use crate::pages::request::RequestPage;
use crate::pages::requests::RequestsPage;
use crate::pages::review::ReviewPage;
use crate::pages::run::{RunChoosePage, RunPage};
use crate::pages::settings::SettingsPage;
use crate::pages::task::TaskPage;
use crate::pages::tasks::TasksPage;
use crate::pages::user::UserPage;
use crate::pages::users::UsersPage;

/// The page for the present path.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFound/> }>
            <Route path=path!("/") view=|| view! { <Redirect path="/requests"/> }/>
            <Route path=path!("/login") view=LoginPage/>
            <Route path=path!("/requests") view=RequestsPage/>
            <Route path=path!("/requests/new") view=RunChoosePage/>
            <Route path=path!("/requests/:id") view=RequestPage/>
            <Route path=path!("/tasks") view=TasksPage/>
            <Route path=path!("/tasks/:id") view=TaskPage/>
            <Route path=path!("/processes") view=ProcessesPage/>
            <Route path=path!("/processes/new") view=ProcessNewPage/>
            <Route path=path!("/processes/:id") view=ProcessPage/>
            <Route path=path!("/processes/:id/edit") view=ProcessEditPage/>
            <Route path=path!("/processes/:id/versions") view=ProcessVersionsPage/>
            <Route path=path!("/processes/:id/run") view=RunPage/>
            <Route path=path!("/maintenance") view=MaintenancePage/>
            <Route path=path!("/settings") view=|| view! { <Redirect path="/settings/system"/> }/>
            <Route path=path!("/settings/system") view=SettingsPage/>
            <Route path=path!("/settings/system/review") view=ReviewPage/>
            <Route path=path!("/settings/blackouts") view=BlackoutsPage/>
            <Route path=path!("/settings/blackouts/new") view=BlackoutNewPage/>
            <Route path=path!("/settings/blackouts/:id") view=BlackoutPage/>
            <Route path=path!("/settings/blackouts/:id/edit") view=BlackoutEditPage/>
            <Route path=path!("/settings/users") view=UsersPage/>
            <Route path=path!("/settings/users/:id") view=UserPage/>
            <Route path=path!("/settings/audit") view=AuditPage/>
            <Route path=path!("/profile") view=ProfilePage/>
        </FlatRoutes>
    }
}
