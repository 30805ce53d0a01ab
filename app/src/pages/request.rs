//! One request: where it stands, its steps, their logs, and what can be done.

mod acts;
mod facts;
mod logs;
mod notices;

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api::requests::log::LogPlace;
use crate::api::requests::{Shown, look_at_request, read_request};
use crate::components::graph::StepGraph;
use crate::components::load_page::LoadPage;
use crate::components::page::Page;
use crate::components::pill::{Look, StatusPill};
use crate::components::steps::StepList;
use crate::components::time::Time;
use crate::fresh::keep_fresh;
use crate::loaded::load;
use crate::telling;
use acts::Acts;
use facts::Facts;
use logs::Logs;
use notices::Notices;

/// How often a running request is looked at; one that waits, every fifth time.
const EVERY: Duration = Duration::from_secs(1);

thread_local! {
    static TURNS: Cell<u32> = const { Cell::new(0) };
}

/// One request, live.
#[component]
pub fn RequestPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let place = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            LogPlace {
                step: text("step"),
                attempt: text("attempt"),
                from: text("from"),
                line: text("line"),
                at: text("at"),
            }
        })
    });
    let shown = load(move || id.get(), read_request);
    let log = logs::resource(id, place);
    view! {
        <LoadPage what=shown title="Request" let:shown><Detail shown place log/></LoadPage>
    }
}

#[component]
fn Detail(shown: Shown, place: Memo<LogPlace>, log: logs::LogResource) -> impl IntoView {
    let Shown { request, shapes, inputs } = shown;
    let (id, name, actor, created) =
        (request.id, request.process.name.clone(), request.actor.name.clone(), request.created);
    let request = RwSignal::new(request);
    let look = keep_fresh(
        request,
        EVERY,
        move || request.try_with_untracked(|request| is_due(request.status)) == Some(true),
        move || look_at_request(id),
    );
    let status = Memo::new(move |_| request.with(|request| request.status));
    let begun = Memo::new(move |_| request.with(|request| !request.steps.is_empty()));
    let looks = Memo::new(move |_| {
        request.with(|request| request.steps.iter().map(Look::of_this).collect::<Vec<Look>>())
    });
    let look_of = Callback::new(move |index: usize| looks.with(|looks| looks.get(index).copied()));
    let refused = move || telling::was_refused(status.get());
    let lead = move || {
        view! {
            <span class="standing"><StatusPill status/></span>
            {format!("Asked for by {actor} ")}<Time at=created/>
        }
    };
    let drawn = shapes.clone();
    view! {
        <Page title=name lead actions=move || view! { <Acts request look/> }>
            <Notices request look/>
            <Facts request inputs=inputs.clone()/>
            {move || (!refused()).then(|| {
                let shapes = drawn.clone();
                view! {
                    <section aria-labelledby="steps">
                        <h2 id="steps">"Steps"</h2>
                        <StepGraph shapes look=look_of/>
                        {move || if begun.get() {
                            view! { <StepList request/> }.into_any()
                        } else {
                            view! { <p class="soft">"None of them has begun."</p> }.into_any()
                        }}
                    </section>
                    {move || begun.get().then(|| view! { <Logs request place log/> })}
                }
            })}
        </Page>
    }
}

/// Whether it is time to look at a request of that status again.
fn is_due(status: domain::request::Status) -> bool {
    let turn = TURNS.with(|turns| {
        turns.set(turns.get().wrapping_add(1));
        turns.get()
    });
    telling::runs(status) || (telling::moves(status) && turn.is_multiple_of(5))
}
