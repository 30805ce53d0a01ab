//! Parts of the pages' code: each comes when the first of its pages is visited, and is there from then on.
//!
//! Pages that are visited together share a part. What the requests list and the log-in page need is in the
//! main module, which comes first. On the server all parts are there.

use std::future::pending;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::ChooseView;
use leptos_router::hooks::use_location;

use crate::next;
use crate::pages::audit::AuditPage;
use crate::pages::blackout::BlackoutPage;
use crate::pages::blackout_edit::BlackoutEditPage;
use crate::pages::blackout_import::BlackoutImportPage;
use crate::pages::blackout_new::BlackoutNewPage;
use crate::pages::blackout_slots::BlackoutSlotsPage;
use crate::pages::blackouts::BlackoutsPage;
use crate::pages::calendar::CalendarPage;
use crate::pages::maintenance::MaintenancePage;
use crate::pages::process::{ProcessPage, ProcessVersionsPage};
use crate::pages::process_edit::{ProcessEditPage, ProcessNewPage};
use crate::pages::processes::ProcessesPage;
use crate::pages::profile::ProfilePage;
use crate::pages::request::RequestPage;
use crate::pages::review::ReviewPage;
use crate::pages::run::{RunChoosePage, RunPage};
use crate::pages::settings::SettingsPage;
use crate::pages::task::TaskPage;
use crate::pages::tasks::TasksPage;
use crate::pages::user::UserPage;
use crate::pages::users::UsersPage;

/// The names of the parts whose pages were prepared, on the server: the first HTML names their files.
#[derive(Clone, Default)]
pub(crate) struct Prepared(pub(crate) ArcStoredValue<Vec<&'static str>>);

/// A part, its pages, and the name of its files.
macro_rules! part {
    ($(#[$doc:meta])* $part:ident($show:ident, $bring:ident, $name:ident) { $($page:ident: $view:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $part { $($page),+ }

        #[wasm_split($name, wasm_split_path = ::leptos::wasm_split, preload($bring), fallible)]
        fn $show(page: $part) -> Result<AnyView, SplitLoaderError> {
            Ok(match page { $($part::$page => $view().into_any()),+ })
        }

        impl ChooseView for $part {
            async fn choose(self) -> AnyView {
                match $show(self).await {
                    Ok(view) => view,
                    Err(_) => load_whole_page().await,
                }
            }

            async fn preload(&self) {
                prepared(stringify!($name));
                if $bring().await.is_err() {
                    stay_as_rendered().await;
                }
            }
        }
    };
}

part! {
    /// What runs, and what it waits for.
    Work(show_work, bring_work, work) {
        Choose: RunChoosePage,
        Run: RunPage,
        Request: RequestPage,
        Tasks: TasksPage,
        Task: TaskPage,
    }
}

part! {
    /// What can be run.
    Processes(show_processes, bring_processes, processes) {
        List: ProcessesPage,
        New: ProcessNewPage,
        One: ProcessPage,
        Edit: ProcessEditPage,
        Versions: ProcessVersionsPage,
    }
}

part! {
    /// The switch, and what it waits for.
    Maintenance(show_maintenance, bring_maintenance, maintenance) {
        Drain: MaintenancePage,
        Settings: SettingsPage,
        Review: ReviewPage,
    }
}

part! {
    /// Windows in which the database is offline.
    Blackouts(show_blackouts, bring_blackouts, blackouts) {
        List: BlackoutsPage,
        New: BlackoutNewPage,
        Slots: BlackoutSlotsPage,
        Import: BlackoutImportPage,
        One: BlackoutPage,
        Edit: BlackoutEditPage,
    }
}

part! {
    /// What is planned, by days.
    Calendar(show_calendar, bring_calendar, calendar) {
        Days: CalendarPage,
    }
}

part! {
    /// Who may do what, and who did.
    People(show_people, bring_people, people) {
        Users: UsersPage,
        User: UserPage,
        Audit: AuditPage,
        Profile: ProfilePage,
    }
}

fn prepared(part: &'static str) {
    if let Some(Prepared(parts)) = use_context() {
        parts.write_value().push(part);
    }
}

/// A part that does not come, say because the server has a newer site by now: the page comes whole instead.
async fn load_whole_page() -> AnyView {
    let here = use_location();
    let address = next::address(&here.pathname.get_untracked(), &here.search.get_untracked());
    drop(window().location().assign(&address));
    pending().await
}

/// Without its code a page stays as the server rendered it: its links and forms work.
async fn stay_as_rendered() {
    pending().await
}
