//! Which path shows which page.

use leptos::children::ToChildren;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, FlatRoutesProps, Redirect};
use leptos_router::{ChooseView, MatchInterface, MatchNestedRoutes, NestedRoute, RouteDefs, path};

use crate::components::not_found::NotFound;
use crate::pages::login::LoginPage;
use crate::pages::requests::RequestsPage;
use crate::parts::{Blackouts, Calendar, Maintenance, People, Processes, Work};

/// The page for the present path.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    let not_found = || view! { <NotFound/> };
    FlatRoutes(
        FlatRoutesProps::builder().fallback(not_found).children(ToChildren::to_children(table)).build(),
    )
}

/// Has the code of the page at a path brought, where it is not in the main module.
pub(crate) async fn prepare(path: &str) {
    if let Some(page) = RouteDefs::new(table()).match_route(path) {
        page.into_view_and_child().0.preload().await;
    }
}

fn table() -> impl MatchNestedRoutes + Clone + Send + 'static {
    // A tuple has at most 16 routes; the first that fits is taken.
    (
        (
            NestedRoute::new(path!("/"), || view! { <Redirect path="/requests"/> }),
            NestedRoute::new(path!("/login"), LoginPage),
            NestedRoute::new(path!("/requests"), RequestsPage),
            NestedRoute::new(path!("/requests/new"), Work::Choose),
            NestedRoute::new(path!("/requests/:id"), Work::Request),
            NestedRoute::new(path!("/tasks"), Work::Tasks),
            NestedRoute::new(path!("/tasks/:id"), Work::Task),
            NestedRoute::new(path!("/processes"), Processes::List),
            NestedRoute::new(path!("/processes/new"), Processes::New),
            NestedRoute::new(path!("/processes/:id"), Processes::One),
            NestedRoute::new(path!("/processes/:id/edit"), Processes::Edit),
            NestedRoute::new(path!("/processes/:id/versions"), Processes::Versions),
            NestedRoute::new(path!("/processes/:id/run"), Work::Run),
        ),
        (
            NestedRoute::new(path!("/calendar"), Calendar::Days),
            NestedRoute::new(path!("/maintenance"), Maintenance::Drain),
            NestedRoute::new(path!("/settings"), || view! { <Redirect path="/settings/system"/> }),
            NestedRoute::new(path!("/settings/system"), Maintenance::Settings),
            NestedRoute::new(path!("/settings/system/review"), Maintenance::Review),
            NestedRoute::new(path!("/settings/blackouts"), Blackouts::List),
            NestedRoute::new(path!("/settings/blackouts/new"), Blackouts::New),
            NestedRoute::new(path!("/settings/blackouts/slots"), Blackouts::Slots),
            NestedRoute::new(path!("/settings/blackouts/import"), Blackouts::Import),
            NestedRoute::new(path!("/settings/blackouts/:id"), Blackouts::One),
            NestedRoute::new(path!("/settings/blackouts/:id/edit"), Blackouts::Edit),
            NestedRoute::new(path!("/settings/users"), People::Users),
            NestedRoute::new(path!("/settings/users/:id"), People::User),
            NestedRoute::new(path!("/settings/audit"), People::Audit),
            NestedRoute::new(path!("/profile"), People::Profile),
        ),
    )
}
