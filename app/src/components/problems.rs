//! The summary on top of a form that failed; each fault leads to its field.

use leptos::html;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::form::{FormState, field_of};

/// What is wrong with the form around it; takes the focus when it appears.
#[component]
pub fn Problems(state: FormState) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if state.error.with(Option::is_some)
            && let Some(summary) = summary.get()
        {
            drop(summary.focus());
        }
    });
    move || {
        state.error.get().map(|error| {
            view! {
                <div class="problems" id="problems" role="alert" tabindex="-1" autofocus=true node_ref=summary>
                    <h2>"There is a problem"</h2>
                    {faults(state, &error)}
                    {further(&error)}
                </div>
            }
        })
    }
}

/// What went wrong with a form behind a question, when it was sent without script: the question is closed again
/// by then, so that it is told on top of the page.
#[component]
pub fn AskedProblems() -> impl IntoView {
    FormState::asked().map(|state| view! { <Problems state/> })
}

/// The faults of fields as links, or the error's own words.
fn faults(state: FormState, error: &ApiError) -> AnyView {
    if error.fields().is_empty() {
        return view! { <p>{error.to_string()}</p> }.into_any();
    }
    let links = error.fields().iter().map(|fault| {
        if fault.path.is_empty() {
            return view! { <li>{fault.message.clone()}</li> }.into_any();
        }
        let to = format!("#{}", state.field_id(&field_of(fault)));
        let place = fault.line.map(|line| format!("Line {line}: ")).unwrap_or_default();
        view! { <li><a href=to rel="external">{place}{fault.message.clone()}</a></li> }.into_any()
    });
    view! { <ul>{links.collect_view()}</ul> }.into_any()
}

/// Where the way goes on from here.
fn further(error: &ApiError) -> Option<AnyView> {
    match error {
        ApiError::CouldNotStart(request) => {
            let to = format!("/requests/{}", request.id);
            Some(view! { <p><a href=to>"See its record, and run it when it opens"</a></p> }.into_any())
        }
        ApiError::Unauthenticated => {
            Some(view! { <p><a href="/login" rel="external" target="_blank">"Log in in another tab"</a>", then send this again."</p> }.into_any())
        }
        _ => None,
    }
}
