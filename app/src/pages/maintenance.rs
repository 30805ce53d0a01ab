//! Maintenance: what still runs, when it is expected to be quiet, what could not start, and the two answers.

mod answers;
mod blockers;
mod forecast;
mod lead;
mod refused;
mod timeline;

use std::time::Duration;

use domain::drain::Drain;
use domain::maintenance::Phase;
use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::maintenance::read_drain;
use crate::boot::may;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::live::live;
use answers::Answers;
use blockers::Blockers;
use forecast::Forecast;
use lead::Lead;
use refused::Refused;

/// How often the page asks while a hold is in force; else each status event is enough.
const EVERY: Duration = Duration::from_secs(3);

/// The drain page.
#[component]
pub fn MaintenancePage() -> impl IntoView {
    let status = live().status;
    let phase =
        Memo::new(move |_| status.with(|status| status.as_ref().map_or(Phase::Open, |status| status.phase)));
    let title = Signal::derive(move || heading(phase.get()).to_owned());
    let drain = Resource::new(|| (), |()| read_drain());
    view! {
        <Page title=title actions=move || may(Permission::ManageMaintenance).then(|| view! {
            <a class="button" href="/settings/system">
                {move || if phase.get() == Phase::Open { "Enable maintenance mode…" } else { "Maintenance settings" }}
            </a>
        })>
            <Load what=drain let:drain><DrainView drain/></Load>
        </Page>
    }
}

const fn heading(phase: Phase) -> &'static str {
    match phase {
        Phase::Open => "Open",
        Phase::Announced => "Maintenance is planned",
        Phase::Draining => "Draining",
        Phase::Quiet => "Quiet",
        Phase::Offline => "Offline",
        Phase::Reopening => "Reopening",
    }
}

/// Everything of the page that follows the drain; asks again by itself.
#[component]
fn DrainView(drain: Drain) -> impl IntoView {
    let current = RwSignal::new(drain);
    follow(current);
    let held = Memo::new(move |_| current.with(|drain| drain.held));
    view! {
        <Lead drain=current/>
        {move || held.get().then(|| view! { <Forecast drain=current/> })}
        <Answers drain=current/>
        <Blockers drain=current/>
        {move || held.get().then(|| view! { <Refused drain=current/> })}
    }
}

/// Asks again at each status event, and every few seconds under a hold.
fn follow(current: RwSignal<Drain>) {
    let ask = move || {
        leptos::task::spawn_local(async move {
            // The page may be gone by the time the answer comes.
            if let Ok(drain) = read_drain().await {
                current.try_set(drain);
            }
        });
    };
    let status = live().status;
    Effect::new(move |before: Option<()>| {
        status.track();
        if before.is_some() {
            ask();
        }
    });
    Effect::new(move || {
        let every = set_interval_with_handle(
            move || {
                if current.try_with_untracked(|drain| drain.held).unwrap_or(false) {
                    ask()
                }
            },
            EVERY,
        );
        on_cleanup(move || drop(every.map(|every| every.clear())));
    });
}
