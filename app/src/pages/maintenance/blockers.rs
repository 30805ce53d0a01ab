//! What still runs: who asked, where it is, when it is expected to end, and the way to cancel it.

use domain::drain::Blocker;
use domain::drain::Drain;
use domain::permission::Permission;
use leptos::prelude::*;

use crate::api::requests::CancelRequest;
use crate::boot::{may, me};
use crate::components::badge::{Badge, Tone};
use crate::components::confirm::Confirm;
use crate::components::empty::Empty;
use crate::components::form::{PostForm, Submit};
use crate::components::time::{Clock, Time};

/// The table. Rows are kept by request, so that an open question stays about the request it was asked of; `look`
/// reads the drain anew.
#[component]
pub(super) fn Blockers(drain: RwSignal<Drain>, look: Callback<()>) -> impl IntoView {
    let ids = Memo::new(move |_| {
        drain.with(|drain| drain.blockers.iter().map(|blocker| blocker.id).collect::<Vec<_>>())
    });
    let more = Memo::new(move |_| drain.with(|drain| drain.blockers_more));
    let table = move || {
        view! {
            <div class="table-wrap">
                <table class="table table-cards">
                    <thead>
                        <tr>
                            <th scope="col">"Still running"</th>
                            <th scope="col">"Step"</th>
                            <th scope="col">"Owner"</th>
                            <th scope="col">"Began"</th>
                            <th scope="col">"Expected end"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || ids.get() key=|id| *id let:id>
                            {move || {
                                let found = Memo::new(move |_| drain.with(|drain| drain.blockers.iter().find(|blocker| blocker.id == id).cloned()));
                                view! { <Row blocker=found drain look/> }
                            }}
                        </For>
                    </tbody>
                </table>
            </div>
        }
    };
    view! {
        <section class="stack">
            {move || if ids.with(Vec::is_empty) {
                view! {
                    <Empty title="Nothing runs." text="Requests appear here while they run.">
                        <a class="button" href="/requests">"See the requests"</a>
                    </Empty>
                 }.into_any()
            } else {
                table().into_any()
            }}
            {move || Some(more.get()).filter(|more| *more > 0).map(|more| view! {
                <p class="soft">
                    {format!("And {more} more: ")}
                    <a href="/requests?status=running">"all that run"</a>"."
                </p>
            })}
        </section>
    }
}

#[component]
fn Row(blocker: Memo<Option<Blocker>>, drain: RwSignal<Drain>, look: Callback<()>) -> impl IntoView {
    let Some(first) = blocker.get_untracked() else { return ().into_any() };
    // One for each row, so that what one cancel says is not said in the others.
    let cancel = ServerAction::<CancelRequest>::new();
    Effect::new(move || {
        if cancel.value().with(|value| matches!(value, Some(Ok(_)))) {
            look.run(());
        }
    });
    let part = move |part: fn(&Blocker) -> String| {
        Memo::new(move |_| blocker.with(|blocker| blocker.as_ref().map(part).unwrap_or_default()))
    };
    let step = part(|blocker| blocker.step.clone().unwrap_or_else(|| "between steps".to_owned()));
    let place = part(|blocker| match (blocker.waits_for_person, &blocker.agent) {
        (true, _) => "waits for a person".to_owned(),
        (false, Some(agent)) => format!("agent {agent}"),
        (false, None) => String::new(),
    });
    let cancelling = Memo::new(move |_| {
        blocker.with(|blocker| blocker.as_ref().is_some_and(|blocker| blocker.cancelling))
    });
    let task = Memo::new(move |_| blocker.with(|blocker| blocker.as_ref().and_then(|blocker| blocker.task)));
    let expected = Memo::new(move |_| {
        blocker
            .with(|blocker| blocker.as_ref().map(|blocker| (blocker.waits_for_person, blocker.expected_end)))
    });
    let request = format!("/requests/{}", first.id);
    let bypass = first.bypass.then(|| view! { " "<Badge tone=Tone::Held text="Bypass"/> });
    let kind = first.kind.clone();
    let mine = me().is_some_and(|me| first.owner.id == Some(me.id)) && may(Permission::RunProcesses);
    let (id, title, owner, since) = (first.id, first.title.clone(), first.owner.name.clone(), first.since);
    let may_cancel = mine || may(Permission::EditProcesses);
    let to_come = part(|blocker| match blocker.answers_to_come.as_slice() {
        [] => String::new(),
        steps => format!("plus a person's answer to come: {}", steps.join(", ")),
    });
    let ends = move || match expected.get() {
        Some((true, _)) => "when answered".into_any(),
        Some((false, Some(expected))) => view! {
            <Clock at=expected.p50/><span class="under">"likely by "<Clock at=expected.p90/></span>
        }
        .into_any(),
        Some((false, None)) | None => view! { <span class="soft">"not known"</span> }.into_any(),
    };
    let acts = move || {
        if cancelling.get() {
            return view! { <Badge tone=Tone::Held text="Cancelling"/> }.into_any();
        }
        let respond = task.get().filter(|_| may(Permission::RespondToTasks)).map(|task| {
            view! { <a class="button" href=format!("/tasks/{task}")>"Respond"</a>" " }
        });
        let cancel = may_cancel.then(|| view! { <Cancel id title=title.clone() step drain cancel/> });
        view! { {respond}{cancel} }.into_any()
    };
    view! {
        <tr>
            <td>
                <a class="row-title" href=request>{first.title.clone()}</a>
                <span class="under">{kind}" process"{bypass}</span>
            </td>
            <td data-label="Step">{step}<span class="under">{place}</span></td>
            <td data-label="Owner">{owner}</td>
            <td class="when" data-label="Began"><Time at=since/></td>
            <td class="when" data-label="Expected end">{ends}<span class="under">{to_come}</span></td>
            <td class="acts">{acts}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Cancel(
    id: domain::id::RequestId,
    title: String,
    step: Memo<String>,
    drain: RwSignal<Drain>,
    cancel: ServerAction<CancelRequest>,
) -> impl IntoView {
    let others = move || {
        let others = drain.with(Drain::running).saturating_sub(1);
        match others {
            0 => "Nothing else runs.".to_owned(),
            1 => "1 other running request goes on.".to_owned(),
            n => format!("{n} other running requests go on."),
        }
    };
    view! {
        <Confirm id=format!("cancel-{id}") button="Cancel…" title=format!("Cancel {title}?")>
            <p>
                "1 request ends as Cancelled. It is at "<strong>{step}</strong>
                ": what runs there is asked to stop, with everything it began, and is killed after 30 seconds. Later steps do not run. "
                {others}
            </p>
            <PostForm action=cancel id=format!("asked-cancel-{id}")>
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit danger=true>"Cancel the request"</Submit>
            </PostForm>
        </Confirm>
    }
}
