//! One of few, all of them seen at once.

use leptos::prelude::*;

use super::frame::Control;

/// Radio buttons under one question.
#[component]
pub fn ChoiceField(
    #[prop(into)] name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// Value and words of each.
    options: Vec<(&'static str, &'static str)>,
    /// The one chosen when nothing was chosen before.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let control = Control::of(&name, "");
    let described = control.described_by();
    let (fault, id, fault_id) = (control.fault, control.id.clone(), format!("{}-fault", control.id));
    let chosen = control.typed.clone().unwrap_or(value);
    let options = options.into_iter().enumerate().map(move |(number, (value, words))| {
        // The first has the field's own id, so that the summary leads to it.
        let id = if number == 0 { id.clone() } else { format!("{id}-{number}") };
        let label_for = id.clone();
        view! {
            <div class="choice">
                <input type="radio" id=id name=name.clone() value=value checked=chosen == value/>
                <label for=label_for>{words}</label>
            </div>
        }
    });
    view! {
        <fieldset class="field" class:field-bad=move || fault.with(Option::is_some) aria-describedby=described>
            <legend>{label}</legend>
            {move || fault.get().map(|words| view! {
                <p class="fault" id=fault_id.clone()><span class="visually-hidden">"Error: "</span>{words}</p>
            })}
            {options.collect_view()}
        </fieldset>
    }
}
