//! Settings > Blackouts: planned windows, to come and past.

use std::time::Duration;

use domain::blackout::Blackout;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use crate::api::blackouts::{PAST, list_blackouts};
use crate::boot::may;
use crate::components::badge::Badge;
use crate::components::empty::Empty;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::time::FromTo;
use crate::fresh::keep_fresh;
use crate::live::live;
use crate::loaded::load;
use crate::pages::settings::SettingsTabs;
use crate::telling::blackouts::stage;

/// Each transition changes the status, which is looked at anyway.
const EVERY: Duration = Duration::from_secs(30);

/// The list.
#[component]
pub fn BlackoutsPage() -> impl IntoView {
    let query = use_query_map();
    let range = Memo::new(move |_| query.with(|query| query.get("range").unwrap_or_default()));
    let list = load(move || range.get(), list_blackouts);
    let lead = || "Planned windows. Each is announced, lets nothing new start for its time, and opens again by itself.";
    view! {
        <Page title="Maintenance blackouts" lead actions>
            <SettingsTabs/>
            <Ranges range/>
            <Load what=list let:blackouts><List blackouts range=range.get_untracked()/></Load>
        </Page>
    }
}

/// What leads to another blackout.
fn actions() -> impl IntoView {
    view! {
        <a class="button" href="/settings/blackouts/slots">"Find a quiet slot"</a>
        {may(Permission::ManageMaintenance).then(|| {
            view! { <a class="button" href="/settings/blackouts/import">"Import"</a> }
        })}
        {create()}
    }
}

/// The first action, for those who may.
fn create() -> impl IntoView {
    may(Permission::ManageMaintenance).then(|| {
        view! { <a class="button button-primary" href="/settings/blackouts/new">"Create Maintenance Blackout"</a> }
    })
}

/// Which of them: a plain GET, so that a view has an address.
#[component]
fn Ranges(range: Memo<String>) -> impl IntoView {
    let chosen = move |word: &'static str| move || range.with(|range| range == word);
    let options = PAST.into_iter().map(move |(word, words, _)| {
        view! { <option value=word selected=chosen(word) prop:selected=chosen(word)>{words}</option> }
    });
    view! {
        <Form method="get" action="/settings/blackouts" attr:class="filters">
            <select class="input filter-choice" name="range" aria-label="Which blackouts">
                <option value="">"To come"</option>
                {options.collect_view()}
            </select>
            <button type="submit" class="button">"Show"</button>
        </Form>
    }
}

#[component]
fn List(blackouts: Vec<Blackout>, range: String) -> impl IntoView {
    let past = PAST.iter().any(|(word, ..)| *word == range);
    let list = RwSignal::new(blackouts);
    let moves = move || list.try_with_untracked(|list| !past && !list.is_empty()) == Some(true);
    keep_fresh(list, EVERY, moves, move || list_blackouts(range.clone()));
    move || {
        let blackouts = list.get();
        if blackouts.is_empty() {
            return nothing(past).into_any();
        }
        view! {
            <div class="table-wrap">
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Blackout"</th>
                            <th scope="col">"Window"</th>
                            <th scope="col">"Stage"</th>
                            <th scope="col">"Owner"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {blackouts.into_iter().map(|blackout| view! { <Row blackout/> }).collect_view()}
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Row(blackout: Blackout) -> impl IntoView {
    let live = live();
    let window = blackout.occurrence.window;
    let told = Memo::new(move |_| stage(&blackout.occurrence, live.now.get()));
    view! {
        <tr>
            <td>
                <a class="row-title" href=format!("/settings/blackouts/{}", blackout.id)>{blackout.plan.name}</a>
                <span class="under">{blackout.plan.reason}</span>
            </td>
            <td data-label="Window"><FromTo from=window.start to=window.end/></td>
            <td>{move || { let (tone, words) = told.get(); view! { <Badge tone text=words/> } }}</td>
            <td data-label="Owner">{blackout.owner.name}</td>
        </tr>
    }
}

fn nothing(past: bool) -> impl IntoView {
    if past {
        return view! {
            <Empty title="No blackout ended or was called off in that time.">
                <a class="button" href="/settings/blackouts">"Show those to come"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="No blackout is planned."
            text="A blackout stops new starts for its window, tells everybody before, and opens again by itself.">
            {create()}
        </Empty>
    }
    .into_any()
}
