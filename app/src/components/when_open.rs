//! The button that has a refused request run when the gate opens (rule 9), and who may press it.

use domain::id::RequestId;
use domain::permission::{Permission, Person};
use domain::request::{Request, Status};
use leptos::prelude::*;

use crate::api::requests::RunWhenOpen;
use crate::boot::{may, me};
use crate::components::problems::Problems;
use crate::form::FormState;
use crate::live::live;

/// The form's name: several of it may stand on one page, and what one of them says stands on top.
const FORM: &str = "run-when-open";

/// Whether the viewer may act on this request: their own, or anybody's for those who edit processes.
#[must_use]
pub fn may_act(request: &Request) -> bool {
    may_act_for(&request.actor)
}

/// The same for what this person asked for.
#[must_use]
pub fn may_act_for(actor: &Person) -> bool {
    let own = me().is_some_and(|me| actor.id == Some(me.id));
    may(Permission::RunProcesses) && (own || may(Permission::EditProcesses))
}

/// Whether this request was refused, nothing makes it good yet, and there is something to wait for.
#[must_use]
pub fn can_run_when_open(request: &Request) -> bool {
    let refused = request.status == Status::CouldNotStart && request.made_good_by.is_none();
    refused && may_act(request) && is_held()
}

/// Whether maintenance mode is on.
fn is_held() -> bool {
    live().status.with(|status| status.as_ref().is_some_and(|status| status.maintenance.enabled))
}

/// A form of its own, for a row or a notice.
#[component]
pub fn RunWhenOpenForm(
    id: RequestId,
    action: ServerAction<RunWhenOpen>,
    /// Whether it is the page's first action.
    #[prop(optional)]
    primary: bool,
) -> impl IntoView {
    let pending = move || {
        action.pending().get() && action.input().with(|sent| sent.as_ref().is_some_and(|sent| sent.id == id))
    };
    let class = if primary { "button button-primary" } else { "button" };
    view! {
        <form method="post" action="/app/requests/run-when-open" class="form-inline" on:submit=move |event| {
            event.prevent_default();
            action.dispatch(RunWhenOpen { id });
        }>
            <input type="hidden" name="_form" value=FORM/>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class=class disabled=pending>"Run when it opens"</button>
        </form>
    }
}

/// What went wrong with one of the forms of this page.
#[component]
pub fn RunWhenOpenProblems(action: ServerAction<RunWhenOpen>) -> impl IntoView {
    let value = action.value();
    let answered =
        Signal::derive(move || value.with(|value| value.as_ref().map(|value| value.as_ref().err().cloned())));
    view! { <Problems state=FormState::new(FORM, None, answered, action.pending().into())/> }
}
