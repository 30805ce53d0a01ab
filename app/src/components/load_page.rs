//! A page whose very title is loaded; what cannot be shown has a title too.

use leptos::prelude::*;

use crate::components::load::Failure;
use crate::components::page::Page;
use crate::error::ApiError;
use crate::loaded::Loaded;

/// Shows what a resource brings, which is a whole page. While it is asked again the old one stays.
#[component]
pub fn LoadPage<T, F, V>(
    /// What is loaded.
    what: Loaded<Result<T, ApiError>>,
    /// The heading while there is nothing to show.
    title: &'static str,
    /// Lays it out, heading and all.
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
                        Err(error) => view! {
                            <Page title=title.to_owned()><Failure error/></Page>
                        }.into_any(),
                    })
                }
            }
        </Transition>
    }
}
