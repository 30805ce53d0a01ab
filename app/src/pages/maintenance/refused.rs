//! What could not start since the hold began, equal attempts as one row, and the offer to run it when it opens.

use domain::drain::Drain;
use domain::missed::Missed;
use domain::request::Status;
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::api::requests::RunWhenOpen;
use crate::components::empty::Empty;
use crate::components::pill::StatusPill;
use crate::components::time::{Clock, Time};
use crate::components::when_open::{RunWhenOpenForm, RunWhenOpenProblems, may_act_for};
use crate::words::count;

/// The list under its heading; `look` reads the drain anew.
#[component]
pub(super) fn Refused(drain: RwSignal<Drain>, look: Callback<()>) -> impl IntoView {
    let rows = Memo::new(move |_| drain.with(|drain| drain.missed.clone()));
    let more = Memo::new(move |_| drain.with(|drain| drain.missed_more));
    let since = Memo::new(move |_| drain.with(|drain| drain.since));
    let run = ServerAction::<RunWhenOpen>::new();
    Effect::new(move || {
        if run.value().with(|value| matches!(value, Some(Ok(_)))) {
            look.run(());
        }
    });
    view! {
        <section class="stack">
            <h2>"Could not start since "{move || since.get().map(|at| view! { <Clock at/> })}</h2>
            <RunWhenOpenProblems action=run/>
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    return view! { <Empty title="Nothing was refused so far." text="Each start that is refused is kept here, to be run when it opens."/> }.into_any();
                }
                view! {
                    <div class="table-wrap">
                        <table class="table table-cards requests">
                            <thead class="visually-hidden">
                                <tr><th scope="col">"Status"</th><th scope="col">"Request"</th><th scope="col">"Times"</th><th scope="col">"Last"</th><th scope="col">"Actions"</th></tr>
                            </thead>
                            <tbody>{rows.into_iter().map(|row| view! { <Row row run/> }).collect_view()}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
            {move || Some(more.get()).filter(|more| *more > 0).map(|more| view! {
                <p class="soft">
                    {format!("And {more} more: ")}
                    <a href="/requests?status=could_not_start">"all that could not start"</a>"."
                </p>
            })}
        </section>
    }
}

#[component]
fn Row(row: Missed, run: ServerAction<RunWhenOpen>) -> impl IntoView {
    let id = row.request;
    let act = match row.made_good_by {
        // Which of its instants would it be?
        None if row.until.is_some() => ().into_any(),
        Some(other) => view! { <a href=format!("/requests/{other}")>"Runs when it opens"</a> }.into_any(),
        None if may_act_for(&row.actor) => view! { <RunWhenOpenForm id action=run/> }.into_any(),
        None => ().into_any(),
    };
    let (times, first) = (row.count, (row.count > 1).then_some(row.first));
    let planned = row.at.map(|at| view! { <span class="under"><Planned at until=row.until/></span> });
    let to = if row.until.is_some() {
        "/requests?status=could_not_start".to_owned()
    } else {
        format!("/requests/{id}")
    };
    view! {
        <tr>
            <td><StatusPill status=Signal::stored(Status::CouldNotStart)/></td>
            <td>
                <a class="row-title" href=to>{row.process}</a>
                <span class="under">{row.actor.name}</span>
                {planned}
            </td>
            <td>
                {count(times, "time", "times")}
                {first.map(|at| view! { <span class="under">"first "<Time at/></span> })}
            </td>
            <td class="when" data-label="Last"><Time at=row.last/></td>
            <td class="acts">{act}</td>
        </tr>
    }
}

/// The instant that a start was planned for, or the first and the last of those that one row counts.
#[component]
fn Planned(at: Timestamp, until: Option<Timestamp>) -> impl IntoView {
    match until {
        None => view! { "planned for "<Clock at/> }.into_any(),
        Some(until) => view! { "the other planned instants, "<Clock at/>" to "<Clock at=until/> }.into_any(),
    }
}
