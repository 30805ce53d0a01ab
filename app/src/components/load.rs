//! Data on its way: loading, there, or not to be had.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::icon::{Glyph, Icon};
use crate::components::page::set_status;
use crate::error::ApiError;
use crate::loaded::Loaded;
use crate::next;

/// Shows what a resource brings. While it is asked again the old stays; a failure is told in words.
///
/// No future is awaited inside: leptos can hang on that while rendering.
#[component]
pub fn Load<T, F, V>(
    /// What is loaded.
    what: Loaded<Result<T, ApiError>>,
    /// Lays it out: `<Load what=tasks let:tasks>…</Load>`.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=|| view! { <p class="loading" role="status">"Loading…"</p> }>
            {
                let children = children.clone();
                move || {
                    what.get().map(|loaded| match loaded {
                        Ok(loaded) => children(loaded).into_any(),
                        Err(error) => view! { <Failure error/> }.into_any(),
                    })
                }
            }
        </Transition>
    }
}

/// Says why something could not be shown. The page's answer takes the error's HTTP status.
#[component]
pub fn Failure(error: ApiError) -> impl IntoView {
    set_status(error.status());
    let location = use_location();
    let log_in = (error == ApiError::Unauthenticated).then(|| {
        let here = next::address(&location.pathname.get_untracked(), &location.search.get_untracked());
        let to = next::local(&here)
            .map_or_else(|| "/login".to_owned(), |path| format!("/login?next={}", next::escape(path)));
        view! { <p><a class="button" href=to rel="external">"Log in"</a></p> }
    });
    view! {
        <div class="notice notice-bad" role="alert">
            <Icon glyph=Glyph::Mind/>
            <div>
                <p>{error.to_string()}</p>
                {log_in}
            </div>
        </div>
    }
}
