//! What could not start since the hold began, and the offer to run it when it opens.

use domain::drain::Drain;
use domain::permission::Permission;
use domain::request::Request;
use leptos::prelude::*;

use crate::api::requests::RunWhenOpen;
use crate::boot::may;
use crate::components::badge::StatusBadge;
use crate::components::empty::Empty;
use crate::components::form::{PostForm, Submit};
use crate::components::time::{Clock, Time};
use crate::words::count;

/// Equal attempts of one person, as one row.
#[derive(Clone, PartialEq)]
struct Folded {
    newest: Request,
    times: u64,
}

/// Folds attempts of the same person, process and inputs; the list comes newest first.
fn fold(refused: &[Request]) -> Vec<Folded> {
    let mut rows: Vec<Folded> = Vec::new();
    for request in refused {
        let same = rows.iter_mut().find(|row| {
            let newest = &row.newest;
            newest.process.id == request.process.id
                && newest.actor == request.actor
                && newest.inputs == request.inputs
        });
        match same {
            Some(row) => row.times += 1,
            None => rows.push(Folded { newest: request.clone(), times: 1 }),
        }
    }
    rows
}

/// The list under its heading.
#[component]
pub(super) fn Refused(drain: RwSignal<Drain>) -> impl IntoView {
    let rows = Memo::new(move |_| drain.with(|drain| fold(&drain.refused)));
    let since = Memo::new(move |_| drain.with(|drain| drain.since));
    let run = ServerAction::<RunWhenOpen>::new();
    view! {
        <section class="stack">
            <h2>"Could not start since "{move || since.get().map(|at| view! { <Clock at/> })}</h2>
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    return view! { <Empty title="Nothing was refused so far." text="Each start that is refused is kept here, to be run when it opens."/> }.into_any();
                }
                view! {
                    <div class="table-wrap">
                        <table class="table table-cards">
                            <thead class="visually-hidden">
                                <tr><th scope="col">"Status"</th><th scope="col">"Request"</th><th scope="col">"Times"</th><th scope="col">"Last"</th><th scope="col">"Actions"</th></tr>
                            </thead>
                            <tbody>{rows.into_iter().map(|row| view! { <Row row run/> }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
        </section>
    }
}

#[component]
fn Row(row: Folded, run: ServerAction<RunWhenOpen>) -> impl IntoView {
    let request = row.newest;
    let id = request.id;
    let act = match request.made_good_by {
        Some(other) => view! { <a href=format!("/requests/{other}")>"Runs when it opens"</a> }.into_any(),
        None if may(Permission::RunProcesses) => view! {
            <PostForm action=run id=format!("run-{id}") class="form-inline">
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit>"Run when it opens"</Submit>
            </PostForm>
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <tr>
            <td><StatusBadge status=request.status/></td>
            <td>
                <a class="row-title" href=format!("/requests/{id}")>{request.process.name}</a>
                <span class="under">{request.actor.name}", "{request.origin.label()}</span>
            </td>
            <td>{count(row.times, "time", "times")}</td>
            <td class="when"><Time at=request.created/></td>
            <td class="acts">{act}</td>
        </tr>
    }
}
