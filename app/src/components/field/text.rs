//! Text: one line, many lines, and secret.

use leptos::prelude::*;

use super::frame::{Control, FieldFrame};
use crate::log::ansi::escape;

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Its value when nothing was typed before.
    #[prop(optional, into)]
    value: String,
    #[prop(default = "off")] autocomplete: &'static str,
    /// How wide it looks: `short`, `medium`; full otherwise.
    #[prop(default = "")]
    width: &'static str,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let value = control.typed.clone().unwrap_or(value);
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <input class=format!("input {width}") type="text" id=control.id name=name value=value autocomplete=autocomplete
                aria-describedby=described aria-invalid=invalid/>
        </FieldFrame>
    }
}

/// A secret: never put back, never shown.
#[component]
pub fn SecretField(
    /// Contains `password` or begins with `secret`, which keeps it out of drafts.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    debug_assert!(crate::form::draft::is_secret(&name), "{name} would be kept in a draft");
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <input class="input" type="password" id=control.id name=name autocomplete=autocomplete
                aria-describedby=described aria-invalid=invalid/>
        </FieldFrame>
    }
}

/// Many lines of text.
#[component]
pub fn AreaField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    /// Its value when nothing was typed before.
    #[prop(optional, into)]
    value: String,
    /// How many lines it shows.
    #[prop(default = 3)]
    rows: u32,
    /// Whether it is code: fixed width, no spelling.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    let control = Control::of(&name, &hint);
    let (described, invalid) = (control.described_by(), control.invalid());
    let value = control.typed.clone().unwrap_or(value);
    // Escaped here: leptos writes the children of a text area as they are.
    let mut escaped = String::with_capacity(value.len());
    escape(&mut escaped, &value);
    view! {
        <FieldFrame id=control.id.clone() label hint fault=control.fault>
            <textarea class="input" class:code=code id=control.id name=name rows=rows.to_string()
                spellcheck=if code { "false" } else { "true" } aria-describedby=described aria-invalid=invalid
                inner_html=escaped></textarea>
        </FieldFrame>
    }
}
