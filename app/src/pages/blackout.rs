//! Settings > Blackouts > one of them: what is planned, how far it has come, and what can be done.

mod acts;
mod course;
mod dates;
mod history;
mod offers;
pub(super) mod plan;
pub(super) mod scope;

use std::time::Duration;

use domain::blackout::{Because, LocalTime, Stays};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::blackouts::{Shown, read_blackout};
use crate::components::badge::{Badge, Tone};
use crate::components::load_page::LoadPage;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::time::Time;
use crate::fresh::keep_fresh;
use crate::live::live;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::telling::blackouts::stage;
use acts::{Acts, Confirmation, Extension};
pub(super) use course::Course;
use course::Happened;
use dates::DatesToCome;
use history::WhatHappened;
use offers::{Offers, offered};
use plan::PlanFacts;

/// Each transition changes the status, which is looked at anyway.
const EVERY: Duration = Duration::from_secs(30);

/// One blackout, live.
#[component]
pub fn BlackoutPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let query = use_query_map();
    let date = Memo::new(move |_| query.with(|query| query.get("date").unwrap_or_default()));
    let shown = load(move || (id.get(), date.get()), |(id, date)| read_blackout(id, date));
    view! { <LoadPage what=shown title="Blackout" let:shown><Detail shown/></LoadPage> }
}

#[component]
fn Detail(shown: Shown) -> impl IntoView {
    let live = live();
    let (id, owner) = (shown.blackout.id, shown.blackout.owner.name.clone());
    let date = if shown.is_date { shown.blackout.occurrence.key.to_string() } else { String::new() };
    let shown = RwSignal::new(shown);
    let moves =
        move || shown.try_with_untracked(|shown| !shown.blackout.occurrence.stage.is_over()) == Some(true);
    let look = keep_fresh(shown, EVERY, moves, move || read_blackout(id.to_string(), date.clone()));
    let title = Signal::derive(move || shown.with(|shown| shown.blackout.plan.name.clone()));
    let told = Memo::new(move |_| shown.with(|shown| stage(&shown.blackout.occurrence, live.now.get())));
    let offers = Memo::new(move |_| shown.with(|shown| Offers::now(shown, live.now.get())));
    // Each by itself: a form is made anew when another act comes or goes, and what it waits for is lost.
    let (extend, confirm) =
        (offered(offers, |offers| offers.extend), offered(offers, |offers| offers.confirm));
    let saved = Memo::new(move |_| shown.with(|shown| shown.blackout.saved));
    let lead = move || {
        view! {
            <span class="standing">{move || { let (tone, words) = told.get(); view! { <Badge tone text=words/> } }}</span>
            {format!(" Planned by {owner}, saved ")}{move || view! { <Time at=saved.get()/> }}
        }
    };
    view! {
        <Page title lead actions=move || view! { <Acts shown offers look/> }>
            <SettingsTabs/>
            <Done/>
            {move || confirm.get().then(|| view! { <Confirmation id look/> })}
            <section class="panel" aria-labelledby="course">
                <h2 id="course">"The course"</h2>
                <Happened shown/>
                {move || shown.with(|shown| view! {
                    <Course window=shown.blackout.occurrence.window zone=shown.zone.clone()/>
                })}
            </section>
            {move || extend.get().then(|| view! { <Extension id look/> })}
            <DatesToCome shown/>
            <WhatHappened shown/>
            <section class="panel" aria-labelledby="plan">
                <h2 id="plan">"The plan"</h2>
                {move || shown.with(|shown| view! { <PlanFacts plan=shown.blackout.plan.clone()/> })}
                <p class="small soft">"Id: "<code class="id">{id.to_string()}</code></p>
            </section>
        </Page>
    }
}

/// What was just done, when the page comes back from it.
#[component]
fn Done() -> impl IntoView {
    let query = use_query_map();
    let words = move || match query.read().get("done").as_deref() {
        Some("planned") => Some("The blackout is planned. Nobody has to switch anything on or off for it."),
        Some("changed") => Some("The change is in force."),
        Some("split") => {
            Some("The change is in force. This date and those after it are a series of their own now.")
        }
        Some("cancelled") => Some("The blackout is called off."),
        Some("date-cancelled") => Some("This date is called off; the others come as before."),
        Some("extended") => Some("The later end is in force."),
        Some("ended") => Some("The blackout is ended."),
        Some("confirmed") => Some("The end is confirmed."),
        _ => None,
    };
    let stay = move || query.with(|query| staying(query.get("held"), query.get("own")));
    move || {
        words().map(|words| {
            let stay = stay().into_iter().map(|words| view! { <p>{words}</p> });
            view! { <Notice tone=Tone::Good><p role="status">{words}</p>{stay.collect_view()}</Notice> }
        })
    }
}

/// What a change left as it is, a sentence each.
fn staying(held: Option<String>, own: Option<String>) -> Vec<String> {
    let named = [(held, Because::InForce), (own, Because::OwnPlan)];
    let stays = named.into_iter().flat_map(|(keys, because)| {
        let keys: Vec<LocalTime> =
            keys.unwrap_or_default().split(',').filter_map(|key| key.parse().ok()).collect();
        keys.into_iter().map(move |key| Stays { key, because }.words())
    });
    stays.collect()
}
