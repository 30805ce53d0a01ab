//! Yes or no.

use leptos::prelude::*;

use super::frame::Control;
use crate::form::FormState;

/// A check box; sends `name=yes` when ticked and nothing otherwise.
#[component]
pub fn TickField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Whether it is ticked when nothing was typed before.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let checked = use_context::<FormState>().map_or(checked, |state| state.ticked(&name, checked));
    let hint =
        (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{}-hint", control.id)>{hint}</p> });
    view! {
        <div class="tick">
            <input type="checkbox" id=control.id.clone() name=name value="yes" checked=checked
                aria-describedby=described aria-invalid=invalid/>
            <div>
                <label for=control.id>{label}</label>
                {hint}
            </div>
        </div>
    }
}
