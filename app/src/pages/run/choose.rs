//! Chooses the process to run.

use domain::catalog::ProcessSummary;
use domain::page::Page as ListPage;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::MayNot;
use crate::api::processes::list_processes;
use crate::boot::may;
use crate::components::empty::Empty;
use crate::components::examples::LoadExamples;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::search::SearchForm;
use crate::loaded::load;
use crate::words;

/// All processes, each a way to its form.
#[component]
pub fn RunChoosePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| (query.get("search").unwrap_or_default(), query.get("cursor").unwrap_or_default()))
    });
    let search = Signal::derive(move || asked.get().0);
    let processes = load(move || asked.get(), |(search, cursor)| list_processes(search, cursor));
    view! {
        <Page title="Run a process".to_owned() lead=|| "Choose the process; what it asks for comes next.">
            {if may(Permission::RunProcesses) {
                view! {
                    <SearchForm action="/requests/new" label="Search by name" search/>
                    <Load what=processes let:page><Choices page searched=!search.get_untracked().is_empty()/></Load>
                }.into_any()
            } else {
                view! { <MayNot/> }.into_any()
            }}
        </Page>
    }
}

#[component]
fn Choices(page: ListPage<ProcessSummary>, searched: bool) -> impl IntoView {
    if page.items.is_empty() {
        return if searched {
            view! { <Empty title="No process fits."><a class="button" href="/requests/new">"Show all"</a></Empty> }.into_any()
        } else {
            view! {
                <Empty title="There is no process to run yet." text="Load the examples, or define one.">
                    <LoadExamples primary=true/>
                    {may(Permission::EditProcesses).then(|| view! { <a class="button" href="/processes/new">"Define a process"</a> })}
                </Empty>
            }
            .into_any()
        };
    }
    let choices = page.items.into_iter().map(|process| {
        let about =
            process.description.unwrap_or_else(|| words::count(u64::from(process.steps), "step", "steps"));
        view! {
            <li>
                <a class="choose" href=format!("/processes/{}/run", process.id)>
                    <strong>{process.name}</strong>
                    <span class="soft">{about}</span>
                </a>
            </li>
        }
    });
    view! {
        <ul class="choices">{choices.collect_view()}</ul>
        <Pager next=page.next/>
    }
    .into_any()
}
