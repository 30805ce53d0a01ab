//! Requests: what ran, runs, and did not start.

mod filters;
mod row;

use std::time::Duration;

use domain::page::Page as ListPage;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::api::requests::{ListFilter, Listed, RunWhenOpen, list_requests};
use crate::boot::may;
use crate::components::empty::Empty;
use crate::components::examples::LoadExamples;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::when_open::RunWhenOpenProblems;
use crate::fresh::keep_fresh;
use crate::telling;
use filters::Filters;
use row::RequestRow;

/// How often the list is asked for again while something in it moves.
const EVERY: Duration = Duration::from_millis(2_500);

/// All requests, newest first.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let list = Resource::new(move || filter.get(), list_requests);
    let when_open = ServerAction::<RunWhenOpen>::new();
    let actions = || {
        may(Permission::RunProcesses)
            .then(|| view! { <a class="button button-primary" href="/requests/new">"Run a process…"</a> })
    };
    view! {
        <Page title="Requests".to_owned() actions=actions>
            <Filters filter/>
            <RunWhenOpenProblems action=when_open/>
            <Load what=list let:page><RequestTable page filter=filter.get_untracked() when_open/></Load>
        </Page>
    }
}

fn filter_of(query: &ParamsMap) -> ListFilter {
    let text = |name: &str| query.get(name).unwrap_or_default();
    ListFilter {
        search: text("search"),
        status: text("status"),
        time: text("time"),
        process: text("process"),
        cursor: text("cursor"),
    }
}

/// One page of them; each row follows its request.
#[component]
fn RequestTable(
    page: ListPage<Listed>,
    filter: ListFilter,
    when_open: ServerAction<RunWhenOpen>,
) -> impl IntoView {
    let next = page.next.clone();
    let page = RwSignal::new(page);
    let filtered = filter.is_set() || !filter.cursor.is_empty();
    let moving = move || {
        page.with_untracked(|page| page.items.iter().any(|listed| telling::moves(listed.request.status)))
    };
    let look = keep_fresh(page, EVERY, moving, move || list_requests(filter.clone()));
    Effect::new(move || {
        if when_open.value().with(|value| matches!(value, Some(Ok(_)))) {
            look.run(());
        }
    });
    let empty = Memo::new(move |_| page.with(|page| page.items.is_empty()));
    let ids = move || page.with(|page| page.items.iter().map(|listed| listed.request.id).collect::<Vec<_>>());
    let one = move |id| {
        Memo::new(move |before: Option<&Option<Listed>>| {
            page.with(|page| page.items.iter().find(|listed| listed.request.id == id).cloned())
                .or_else(|| before.cloned().flatten())
        })
    };
    move || {
        if empty.get() {
            return nothing(filtered).into_any();
        }
        view! {
            <div class="table-wrap">
                <table class="table table-cards requests">
                    <thead>
                        <tr>
                            <th scope="col">"Status"</th>
                            <th scope="col">"Request"</th>
                            <th scope="col">"Asked by"</th>
                            <th scope="col">"Began"</th>
                            <th scope="col">"Took"</th>
                            <th scope="col"><span class="visually-hidden">"Do"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=ids key=|id| *id let(id)>
                            <RequestRow listed=one(id) when_open/>
                        </For>
                    </tbody>
                </table>
            </div>
            <Pager next=next.clone()/>
        }
        .into_any()
    }
}

/// Says that there are none, and offers what to do first.
fn nothing(filtered: bool) -> impl IntoView {
    if filtered {
        return view! {
            <Empty title="No request fits." text="Widen the search, or look at all of them.">
                <a class="button" href="/requests">"Show all requests"</a>
            </Empty>
        }
        .into_any();
    }
    let edits = may(Permission::EditProcesses);
    let text = if edits {
        "A request is one run of a process. Load the examples to see some at work, or define a process of your own."
    } else {
        "A request is one run of a process. They appear here as soon as there are some."
    };
    view! {
        <Empty title="Nothing has run yet." text=text>
            <LoadExamples primary=true/>
            {edits.then(|| view! { <a class="button" href="/processes/new">"Define a process"</a> })}
            {may(Permission::RunProcesses).then(|| view! { <a class="button" href="/requests/new">"Run a process…"</a> })}
        </Empty>
    }
    .into_any()
}
