//! Requests: what ran, runs, and did not start.

mod filters;
mod row;

use std::time::Duration;

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::api::requests::{ListFilter, Listed, RequestList, RunWhenOpen, list_requests};
use crate::boot::may;
use crate::components::empty::Empty;
use crate::components::examples::LoadExamples;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::when_open::RunWhenOpenProblems;
use crate::fresh::keep_fresh;
use crate::loaded::load;
use crate::telling;
use filters::Filters;
use row::RequestRow;

/// How often the list is asked for again while something in it moves.
const EVERY: Duration = Duration::from_millis(2_500);
/// The first page is asked for again at every so many turns even so: what is new there moves nothing else.
const ANYWAY: u32 = 2;

/// All requests, newest first.
#[component]
pub fn RequestsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(filter_of));
    let list = load(move || filter.get(), list_requests);
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
    page: RequestList,
    filter: ListFilter,
    when_open: ServerAction<RunWhenOpen>,
) -> impl IntoView {
    let page = RwSignal::new(page);
    let next = Memo::new(move |_| page.with(|page| page.next.clone()));
    let is_first = filter.cursor.is_empty();
    let filtered = filter.is_set() || !is_first;
    let only = only_one_process(&filter, page);
    let turns = StoredValue::new(0_u32);
    let moving = move || {
        let turn = turns.try_update_value(|turns| {
            *turns = turns.wrapping_add(1);
            *turns
        });
        let moves =
            |page: &RequestList| page.items.iter().any(|listed| telling::moves(listed.request.status));
        page.try_with_untracked(moves) == Some(true)
            || (is_first && turn.is_some_and(|turn| turn.is_multiple_of(ANYWAY)))
    };
    let look = keep_fresh(page, EVERY, moving, move || list_requests(filter.clone()));
    Effect::new(move || {
        if when_open.value().with(|value| matches!(value, Some(Ok(_)))) {
            look.run(());
        }
    });
    let empty = Memo::new(move |_| page.with(|page| page.items.is_empty().then_some(page.runnable)));
    let ids = move || page.with(|page| page.items.iter().map(|listed| listed.request.id).collect::<Vec<_>>());
    let one = move |id| {
        Memo::new(move |before: Option<&Option<Listed>>| {
            page.with(|page| page.items.iter().find(|listed| listed.request.id == id).cloned())
                .or_else(|| before.cloned().flatten())
        })
    };
    let list = move || {
        if let Some(runnable) = empty.get() {
            return nothing(filtered, runnable).into_any();
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
            <Pager next=next/>
        }
        .into_any()
    };
    view! { {only}{list} }
}

/// Says that the list is of one process, with the way to the others; the rest of the filter stays.
fn only_one_process(filter: &ListFilter, page: RwSignal<RequestList>) -> Option<AnyView> {
    if filter.process.trim().is_empty() {
        return None;
    }
    // The address may name it by its id, which says nothing to people.
    let named = page.with_untracked(|page| page.items.first().map(|one| one.request.process.name.clone()));
    let name = named.unwrap_or_else(|| "one process".to_owned());
    let all = ListFilter { process: String::new(), ..filter.clone() }.to_path();
    Some(
        view! {
            <p class="only">"Only requests of "<strong>{name}</strong>". "<a href=all>"Show those of all processes"</a></p>
        }
        .into_any(),
    )
}

/// Says that there are none, and offers what to do first.
fn nothing(filtered: bool, runnable: bool) -> impl IntoView {
    if filtered {
        return view! {
            <Empty title="No request fits." text="Widen the search, or look at all of them.">
                <a class="button" href="/requests">"Show all requests"</a>
            </Empty>
        }
        .into_any();
    }
    if runnable {
        return view! {
            <Empty title="Nothing has run yet." text="A request is one run of a process. They appear here as soon as there are some.">
                {may(Permission::RunProcesses).then(|| view! { <a class="button button-primary" href="/requests/new">"Run a process…"</a> })}
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
        </Empty>
    }
    .into_any()
}
