//! Asks once more before something is destroyed, saying what will happen. A popover: needs no script.

use leptos::prelude::*;

/// A button, and behind it what will happen and the form that does it.
#[component]
pub fn Confirm(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The words on the button; they end with `…`.
    #[prop(into)]
    button: String,
    /// The question.
    #[prop(into)]
    title: String,
    /// What will happen, in numbers, and the form.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let (target, hide, labelled) = (id.clone(), id.clone(), title_id.clone());
    view! {
        <button type="button" class="button button-danger" popovertarget=target>{button}</button>
        <div class="confirm" popover="auto" id=id role="dialog" aria-labelledby=labelled>
            <h2 id=title_id>{title}</h2>
            {children()}
            <button type="button" class="button confirm-back" popovertarget=hide popovertargetaction="hide">"Back"</button>
        </div>
    }
}
