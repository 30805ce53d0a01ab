//! Processes: what can be run.

use domain::catalog::ProcessSummary;
use domain::page::Page as ListPage;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::processes::list_processes;
use crate::boot::may;
use crate::components::badge::Tone;
use crate::components::empty::Empty;
use crate::components::examples::LoadExamples;
use crate::components::load::Load;
use crate::components::notice::Notice;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::pill::StatusPill;
use crate::components::search::SearchForm;
use crate::components::time::Time;
use crate::loaded::load;

/// All processes, by name.
#[component]
pub fn ProcessesPage() -> impl IntoView {
    let query = use_query_map();
    let text = move |name: &'static str| query.with(|query| query.get(name).unwrap_or_default());
    // The mark that examples were loaded is part of it, so that the list is read anew then.
    let asked = Memo::new(move |_| (text("search"), text("cursor"), text("examples")));
    let search = Signal::derive(move || text("search"));
    let processes = load(move || asked.get(), |(search, cursor, _)| list_processes(search, cursor));
    let actions = || {
        may(Permission::EditProcesses)
            .then(|| view! { <a class="button button-primary" href="/processes/new">"Define a process"</a> })
    };
    view! {
        <Page title="Processes".to_owned() lead=|| "What can be run: steps, in numbered versions." actions>
            {move || (text("examples") == "loaded").then(|| view! {
                <Notice tone=Tone::Good>
                    <p>"The examples are loaded. Run one: they do something real on this host and take a little while."</p>
                </Notice>
            })}
            <SearchForm action="/processes" label="Search by name" search/>
            <Load what=processes let:page><ProcessTable page searched=!search.get_untracked().is_empty()/></Load>
        </Page>
    }
}

#[component]
fn ProcessTable(page: ListPage<ProcessSummary>, searched: bool) -> impl IntoView {
    if page.items.is_empty() {
        return nothing(searched).into_any();
    }
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"Process"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Steps"</th>
                        <th scope="col">"Last run"</th>
                        <th scope="col"><span class="visually-hidden">"Do"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=page.next/>
    }
    .into_any()
}

fn row(process: ProcessSummary) -> impl IntoView {
    let id = process.id;
    let last = process.last.map_or_else(
        || view! { <span class="soft">"never"</span> }.into_any(),
        |last| {
            let status = Signal::stored(last.status);
            view! {
                <a class="pill-link" href=format!("/requests/{}", last.id)><StatusPill status/></a>
                <span class="under"><Time at=last.began.unwrap_or(last.created)/></span>
            }
            .into_any()
        },
    );
    let run = may(Permission::RunProcesses).then(|| {
        let label = format!("Run {}", process.name);
        view! { <a class="button" href=format!("/processes/{id}/run") aria-label=label>"Run…"</a> }
    });
    view! {
        <tr>
            <td>
                <a class="row-title" href=format!("/processes/{id}")>{process.name}</a>
                <span class="under">{process.description}</span>
            </td>
            <td data-label="Version">
                {process.version}
                <span class="under"><Time at=process.changed/>{format!(" by {}", process.author.name)}</span>
            </td>
            <td data-label="Steps">{process.steps}</td>
            <td data-label="Last run">{last}</td>
            <td class="acts">{run}</td>
        </tr>
    }
}

/// Says that there are none, and offers what to do first.
fn nothing(searched: bool) -> impl IntoView {
    if searched {
        return view! {
            <Empty title="No process fits."><a class="button" href="/processes">"Show all processes"</a></Empty>
        }
        .into_any();
    }
    let text = "A process is a list of steps: scripts, HTTP calls, questions to people. The examples do something real on this host.";
    view! {
        <Empty title="There is no process yet." text=text>
            <LoadExamples primary=true/>
            {may(Permission::EditProcesses).then(|| view! { <a class="button" href="/processes/new">"Define a process"</a> })}
        </Empty>
    }
    .into_any()
}
