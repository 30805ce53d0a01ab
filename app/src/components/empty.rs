//! A list with nothing in it: says so and offers the first action.

use leptos::prelude::*;

/// What is shown instead of an empty list; children are the first action.
#[component]
pub fn Empty(
    /// What there is none of: `Nothing waits for a person.`
    #[prop(into)]
    title: String,
    /// What would be here, and when.
    #[prop(optional, into)]
    text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}
