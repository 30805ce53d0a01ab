//! Work items: manual tasks that wait for a person.

use std::time::Duration;

use domain::page::Page as ListPage;
use domain::task::{Task, Verdict};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::tasks::list_tasks;
use crate::components::badge::{Badge, Tone};
use crate::components::empty::Empty;
use crate::components::load::Load;
use crate::components::page::Page;
use crate::components::pager::Pager;
use crate::components::time::{Clock, Time};
use crate::fresh::keep_fresh;
use crate::live::live;
use crate::loaded::load;

/// How often the list is asked for again even so.
const EVERY: Duration = Duration::from_secs(5);

/// The list of tasks: those that wait, or those that were answered too.
#[component]
pub fn TasksPage() -> impl IntoView {
    let query = use_query_map();
    let answered = Memo::new(move |_| query.read().get("answered").is_some());
    let cursor = Memo::new(move |_| query.read().get("cursor").unwrap_or_default());
    let tasks =
        load(move || (answered.get(), cursor.get()), |(answered, cursor)| list_tasks(answered, cursor));
    view! {
        <Page
            title="Work items"
            lead=|| "Running requests wait here for a person. They can be answered during maintenance too."
            actions=move || view! {
                {move || if answered.get() {
                    view! { <a class="button" href="/tasks">"Show only what waits"</a> }
                } else {
                    view! { <a class="button" href="/tasks?answered=yes">"Show answered ones too"</a> }
                }}
            }
        >
            <Load what=tasks let:page>
                <TaskList page answered=answered.get_untracked() cursor=cursor.get_untracked()/>
            </Load>
        </Page>
    }
}

/// How many tasks wait, as the status tells it; it moves when one opens or is answered.
fn waiting() -> Memo<Option<u64>> {
    let status = live().status;
    Memo::new(move |_| status.with(|status| status.as_ref().and_then(|status| status.tasks)))
}

/// One page of them, kept up to date: at once when more or fewer wait, and now and then for one that came as
/// another went.
#[component]
fn TaskList(page: ListPage<Task>, answered: bool, cursor: String) -> impl IntoView {
    let page = RwSignal::new(page);
    let look = keep_fresh(page, EVERY, || true, move || list_tasks(answered, cursor.clone()));
    let waiting = waiting();
    Effect::new(move |before: Option<()>| {
        waiting.track();
        if before.is_some() {
            look.run(());
        }
    });
    move || table(page.get())
}

fn table(page: ListPage<Task>) -> AnyView {
    if page.items.is_empty() {
        return view! {
            <Empty title="Nothing waits for a person." text="A process with a manual step asks here when it comes to it.">
                <a class="button" href="/processes">"See the processes"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <div class="table-wrap">
            <table class="table table-cards">
                <thead>
                    <tr>
                        <th scope="col">"What is asked"</th>
                        <th scope="col">"Who answers"</th>
                        <th scope="col">"Asked"</th>
                        <th scope="col">"Until"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{page.items.into_iter().map(|task| view! { <Row task/> }).collect_view()}</tbody>
            </table>
        </div>
        <Pager next=page.next/>
    }
    .into_any()
}

#[component]
fn Row(task: Task) -> impl IntoView {
    let to = format!("/tasks/{}", task.id);
    let answer = match task.answer {
        None => view! { <a class="button" href=to.clone()>"Respond"</a> }.into_any(),
        Some(answer) => {
            let tone = if answer.outcome == Verdict::Succeeded.as_str() { Tone::Good } else { Tone::Bad };
            view! { <Badge tone text=crate::words::capital(&answer.outcome.replace('_', " "))/> }.into_any()
        }
    };
    view! {
        <tr>
            <td>
                <a class="row-title" href=to>{task.prompt}</a>
                <span class="under">{task.process}" · "{task.step}</span>
            </td>
            <td data-label="Answered by">{who_answers(task.role)}</td>
            <td class="when" data-label="Asked"><Time at=task.opened/></td>
            <td class="when" data-label="Until">
                {task.deadline.map_or_else(|| "no deadline".into_any(), |at| view! { <Clock at/> }.into_any())}
            </td>
            <td class="acts">{answer}</td>
        </tr>
    }
}

/// Who may answer a task, in words.
pub(super) fn who_answers(role: Option<domain::permission::Role>) -> String {
    role.map_or_else(|| "anyone with Respond to Tasks".to_owned(), |role| format!("{}s", role.as_str()))
}
