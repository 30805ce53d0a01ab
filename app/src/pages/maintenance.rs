//! Maintenance: what still runs, when it is expected to be quiet, what could not start, and the two answers.

mod answers;
mod blockers;
mod forecast;
mod forgotten;
mod holds;
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
use crate::fresh::keep_fresh;
use crate::live::live;
use crate::loaded::load;
use answers::Answers;
use blockers::Blockers;
use forecast::Forecast;
use forgotten::Forgotten;
use holds::Holds;
use lead::Lead;
use refused::Refused;

/// How often the page asks while a hold is in force or something runs; else each change of the status is enough.
const EVERY: Duration = Duration::from_secs(3);

/// The drain page.
#[component]
pub fn MaintenancePage() -> impl IntoView {
    let status = live().status;
    let phase =
        Memo::new(move |_| status.with(|status| status.as_ref().map_or(Phase::Open, |status| status.phase)));
    let title = Signal::derive(move || heading(phase.get()).to_owned());
    let drain = load(|| (), |()| read_drain());
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
    let held_now =
        move || current.try_with_untracked(|drain| drain.held || !drain.blockers.is_empty()) == Some(true);
    let look = keep_fresh(current, EVERY, held_now, read_drain);
    let held = Memo::new(move |_| current.with(|drain| drain.held));
    view! {
        <Lead drain=current/>
        <Forgotten/>
        {move || held.get().then(|| view! { <Forecast drain=current/> })}
        <Answers drain=current/>
        <Blockers drain=current look/>
        {move || held.get().then(|| view! { <Refused drain=current look/> })}
        <Holds/>
    }
}
