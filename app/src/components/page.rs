//! What every page begins with: its title, a sentence, and what can be done here.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::load::Failure;
use crate::components::problems::AskedProblems;
use crate::error::ApiError;
use crate::live::live;

/// A page: title in the tab and as its heading, a lead, actions at the right, then the content.
#[component]
pub fn Page(
    /// The heading, and the tab's title.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence under the heading.
    #[prop(optional, into)]
    lead: Option<ViewFn>,
    /// Buttons and links beside the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    // The head is put together last, when the page's own scope may have gone: then what the heading shows stands.
    let shown = Arc::new(Mutex::new(String::new()));
    let heading = {
        let shown = Arc::clone(&shown);
        move || {
            let text = title.get();
            shown.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&text);
            text
        }
    };
    let tab = move || {
        title.try_get().unwrap_or_else(|| shown.lock().unwrap_or_else(PoisonError::into_inner).clone())
    };
    let ended = live().ended;
    view! {
        <Title text=tab/>
        <header class="page-head">
            <div>
                <h1>{heading}</h1>
                {lead.map(|lead| view! { <p class="lead">{lead.run()}</p> })}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions.run()}</div> })}
        </header>
        {move || ended.get().then(|| view! { <Failure error=ApiError::Unauthenticated/> })}
        <AskedProblems/>
        {children()}
    }
}

/// Redirects the whole page load; nothing of the page is sent.
#[cfg(feature = "ssr")]
pub(crate) fn redirect(to: &str) {
    use axum::http::{HeaderValue, StatusCode, header};
    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else {
        return;
    };
    if let Ok(to) = HeaderValue::from_str(to) {
        response.insert_header(header::LOCATION, to);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// Gives the page's answer that HTTP status; in the browser it does nothing.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
