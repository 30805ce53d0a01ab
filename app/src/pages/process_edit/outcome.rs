//! What became of a definition that was sent: looked at, or refused because somebody else saved first.

use leptos::prelude::*;

use crate::api::processes::changes::{Changes, read_changes};
use crate::api::processes::save::{SaveProcess, Saved};
use crate::components::badge::Tone;
use crate::components::changes::ChangesView;
use crate::components::notice::Notice;
use crate::error::ApiError;
use crate::form::FormState;
use crate::loaded::load;

/// Says that a look found no fault.
#[component]
pub(super) fn Checked(save: ServerAction<SaveProcess>) -> impl IntoView {
    let state = use_context::<FormState>();
    // Without script the form comes back as a draft without an error.
    let came_back = state.is_some_and(|state| state.typed("definition").is_some());
    let said = move || {
        save.value().with(|value| match value {
            Some(Ok(Saved::Checked { name, steps })) => {
                let steps = crate::words::count(*steps as u64, "step", "steps");
                Some(format!("No fault was found: {name}, {steps}. Nothing is saved yet."))
            }
            Some(_) => None,
            None => {
                let fine = came_back && state.is_some_and(|state| state.error.with(Option::is_none));
                fine.then(|| "No fault was found. Nothing is saved yet.".to_owned())
            }
        })
    };
    view! {
        <div id="checked" role="status">
            {move || said().map(|words| view! { <Notice tone=Tone::Good><p>{words}</p></Notice> })}
        </div>
    }
}

/// Shows what somebody else saved in between, and lets it be written over knowingly.
#[component]
pub(super) fn Stale(
    /// The process's id.
    process: String,
    /// The version that the text was made of.
    based_on: u32,
) -> impl IntoView {
    let state = use_context::<FormState>();
    let newest = Memo::new(move |_| {
        state.and_then(|state| {
            state.error.with(|error| match error {
                Some(ApiError::Stale { epoch, .. }) => u32::try_from(*epoch).ok(),
                _ => None,
            })
        })
    });
    let seen = state.and_then(|state| state.typed("based_on")).and_then(|seen| seen.parse::<u32>().ok());
    let seen = seen.unwrap_or(based_on);
    let changes = load(
        move || newest.get(),
        move |newest| {
            let id = process.clone();
            async move {
                match newest {
                    Some(newest) => read_changes(id, seen, newest).await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    view! {
        <Transition>
            {move || changes.get().and_then(Result::ok).flatten().map(|changes| view! { <Over changes/> })}
        </Transition>
    }
}

#[component]
fn Over(changes: Changes) -> impl IntoView {
    let (from, to) = (changes.from, changes.to);
    view! {
        <div class="panel stale">
            <h2>{format!("What version {to} changed")}</h2>
            <ChangesView changes/>
            <div class="choice">
                <input type="checkbox" id="process-over" name="over" value=to.to_string() autocomplete="off"/>
                <label for="process-over">
                    {format!("Save mine as version {}, without what changed since version {from} unless I took it over", to + 1)}
                </label>
            </div>
        </div>
    }
}
