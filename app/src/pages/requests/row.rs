//! One request of the list.

use domain::request::{Request, Status};
use leptos::prelude::*;

use crate::api::requests::{Listed, RunWhenOpen};
use crate::components::pill::StatusPill;
use crate::components::refusal::RefusalLine;
use crate::components::time::{Clock, Time, Took};
use crate::components::when_open::{RunWhenOpenForm, can_run_when_open};
use crate::telling;

/// Each cell follows its part of the request, so that what did not change is not touched.
#[component]
pub(super) fn RequestRow(
    listed: Memo<Option<Listed>>,
    when_open: ServerAction<RunWhenOpen>,
) -> impl IntoView {
    let request = Memo::new(move |_| listed.with(|listed| listed.as_ref().map(|one| one.request.clone())));
    // What never changes is read once.
    let Some(first) = request.get_untracked() else {
        return ().into_any();
    };
    let status = Memo::new(move |_| {
        request.with(|request| request.as_ref().map_or(Status::Running, |request| request.status))
    });
    let times = Memo::new(move |_| {
        request.with(|request| request.as_ref().and_then(|request| Some((request.began?, request.ended))))
    });
    let standing =
        Memo::new(move |_| listed.with(|listed| listed.as_ref().and_then(|one| one.standing.clone())));
    let offers = Memo::new(move |_| request.with(|request| request.as_ref().is_some_and(can_run_when_open)));
    let id = first.id;
    let began = move || match times.get() {
        Some((began, _)) => view! { <Time at=began/> }.into_any(),
        None => view! { <span class="soft" aria-label="Not begun">"–"</span> }.into_any(),
    };
    let took = move || times.get().map(|(from, to)| view! { <Took from to/> });
    view! {
        <tr>
            <td><StatusPill status/></td>
            <td>
                <a class="row-title" href=format!("/requests/{id}")>{first.process.name}</a>
                <span class="under">
                    {move || match standing.get().filter(|words| !words.is_empty()) {
                        Some(words) => words.into_any(),
                        None => request.with(|request| request.as_ref().map(under)).into_any(),
                    }}
                </span>
            </td>
            <td data-label="Asked by">
                {first.actor.name}
                {telling::origin(first.origin).map(|words| view! { <span class="under">{words}</span> })}
            </td>
            <td data-label="Began">{began}</td>
            <td data-label="Took">{took}</td>
            <td class="acts">
                {move || offers.get().then(|| view! { <RunWhenOpenForm id action=when_open/> })}
            </td>
        </tr>
    }
    .into_any()
}

/// The second line: why it did not start, what it waits for, how it ended, else what it was given.
fn under(request: &Request) -> AnyView {
    if let Some(refusal) = request.refusal.clone() {
        let made_good = request.made_good_by.map(|id| {
            view! { " "<a href=format!("/requests/{id}")>"Runs when it opens"</a>"." }
        });
        return view! { <RefusalLine refusal/>{made_good} }.into_any();
    }
    match (request.status, &request.message, request.at) {
        (Status::Scheduled, _, Some(at)) => view! { "Starts at "<Clock at/> }.into_any(),
        (Status::WaitingForOpen, None, _) => "Starts when maintenance ends".into_any(),
        (_, Some(message), _) => message.clone().into_any(),
        (_, None, _) => telling::inputs(request).into_any(),
    }
}
