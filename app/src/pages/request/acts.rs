//! What can be done with a request: cancel, repeat.

use domain::permission::Permission;
use domain::request::Request;
use leptos::prelude::*;

use crate::api::requests::{CancelRequest, RepeatRequest};
use crate::boot::may;
use crate::components::confirm::Confirm;
use crate::components::form::{PostForm, Submit};
use crate::components::when_open::may_act;
use crate::telling;

/// The buttons beside the heading; only what works is offered.
#[component]
pub(super) fn Acts(request: RwSignal<Request>, look: Callback<()>) -> impl IntoView {
    let cancel = ServerAction::<CancelRequest>::new();
    Effect::new(move || {
        if cancel.value().with(Option::is_some) {
            look.run(());
        }
    });
    let can_cancel = Memo::new(move |_| {
        request.with(|request| telling::moves(request.status) && !request.cancelling && may_act(request))
    });
    let can_repeat = Memo::new(move |_| {
        request.with(|request| request.status.is_final() && may(Permission::RunProcesses) && may_act(request))
    });
    view! {
        {move || can_repeat.get().then(|| view! { <Repeat request/> })}
        {move || can_cancel.get().then(|| view! { <Cancel request action=cancel/> })}
    }
}

/// Runs it once more, with the same inputs and the newest version.
#[component]
fn Repeat(request: RwSignal<Request>) -> impl IntoView {
    let action = ServerAction::<RepeatRequest>::new();
    let (id, name) = request.with_untracked(|request| (request.id, request.process.name.clone()));
    let title = format!("Runs the newest version of {name} with the same inputs");
    view! {
        <PostForm action id="repeat" class="form-inline">
            <input type="hidden" name="id" value=id.to_string()/>
            <span title=title><Submit>"Repeat"</Submit></span>
        </PostForm>
    }
}

/// Says what a cancel does, in numbers, before it does it.
#[component]
fn Cancel(request: RwSignal<Request>, action: ServerAction<CancelRequest>) -> impl IntoView {
    let (id, name) = request.with_untracked(|request| (request.id, request.process.name.clone()));
    let said = Memo::new(move |_| request.with(telling::cancel));
    view! {
        <Confirm id="confirm-cancel" button="Cancel…" title=format!("Cancel {name}?")>
            <ul class="words">
                {move || said.get().into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
            <PostForm action id="asked-cancel">
                <input type="hidden" name="id" value=id.to_string()/>
                <Submit danger=true>"Cancel the request"</Submit>
            </PostForm>
        </Confirm>
    }
}
