//! One of several.

use leptos::prelude::*;

use super::frame::{Control, FieldFrame};

/// A choice.
#[component]
pub fn SelectField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Value and words of each.
    options: Vec<(String, String)>,
    /// The one chosen when nothing was chosen before.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let chosen = control.typed.clone().unwrap_or(value);
    let options = options.into_iter().map(move |(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <select class="input" id=control.id name=name aria-describedby=described aria-invalid=invalid>
                {options.collect_view()}
            </select>
        </FieldFrame>
    }
}
