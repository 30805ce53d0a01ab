//! A form that posts to a server function: without script as HTML, with script in place.

use leptos::context::Provider;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::PostUrl;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::{Http, ServerFn};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlFormElement};
use leptos_router::hooks::use_location;
use serde::de::DeserializeOwned;

use crate::components::problems::Problems;
use crate::error::ApiError;
use crate::form::FormState;
use crate::form::draft::Draft;
use crate::next;

/// A form around its fields. On failure the words stand on top and beside the fields, and nothing typed is lost.
#[component]
pub fn PostForm<F, O>(
    /// What it calls.
    action: ServerAction<F>,
    /// Unique on the page; the ids of its fields begin with it.
    #[prop(into)]
    id: String,
    /// Further classes.
    #[prop(optional, into)]
    class: String,
    /// Whether it makes something, and is empty again once that is made.
    #[prop(optional)]
    resets: bool,
    /// What was typed before and what is wrong with it, where the page has loaded that.
    #[prop(optional)]
    brought: Option<Draft>,
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Protocol = Http<PostUrl, O>, Error = ApiError>
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
    F::Output: Clone + Send + Sync + 'static,
    F::Client: Client<ApiError>,
    <<F::Client as Client<ApiError>>::Request as ClientReq<ApiError>>::FormData: From<FormData>,
    O: 'static,
{
    let value = action.value();
    let answered =
        Signal::derive(move || value.with(|value| value.as_ref().map(|value| value.as_ref().err().cloned())));
    let pending = action.pending();
    let state = FormState::new(&id, brought, answered, pending.into());
    let location = use_location();
    let back = move || {
        let here = next::address(&location.pathname.get(), &location.search.get());
        next::without_parameter(&next::without_parameter(&here, "draft"), "done")
    };
    let own = id.clone();
    let named = id.clone();
    Effect::new(move || {
        if resets && value.with(|value| matches!(value, Some(Ok(_)))) {
            empty(&named);
        }
    });
    view! {
        <Provider value=state>
            <ActionForm action=action attr:id=id attr:class=format!("form {class}") attr:novalidate=true>
                <input type="hidden" name="_form" value=own/>
                <input type="hidden" name="_back" value=back/>
                <Problems state/>
                {children()}
            </ActionForm>
        </Provider>
    }
}

/// Puts a form back to how it came.
fn empty(form: &str) {
    let form = document().get_element_by_id(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        form.reset();
    }
}

/// The button that sends the form around it; out of use while an answer is awaited.
#[component]
pub fn Submit(
    /// Whether it is the page's first action.
    #[prop(optional)]
    primary: bool,
    /// Whether it destroys something.
    #[prop(optional)]
    danger: bool,
    /// Sent with the form, as `name=value`.
    #[prop(optional)]
    sends: Option<(&'static str, &'static str)>,
    children: Children,
) -> impl IntoView {
    let state = use_context::<FormState>();
    let pending = move || state.is_some_and(|state| state.pending.get());
    let class = match (primary, danger) {
        (_, true) => "button button-danger",
        (true, false) => "button button-primary",
        (false, false) => "button",
    };
    view! {
        <button type="submit" class=class disabled=pending aria-busy=move || pending().then_some("true")
            name=sends.map(|sent| sent.0) value=sends.map(|sent| sent.1)>
            {children()}
        </button>
    }
}
