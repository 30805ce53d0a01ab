//! A definition in a text field: lines numbered, faults beside their lines. All of it works without script;
//! with script the faults follow what is typed, and lead the caret to their place.

mod caret;
mod margin;

use std::time::Duration;

use domain::problem::FieldError;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

use crate::api::processes::save::check_definition;
use crate::components::field::{Control, FieldFrame};
use crate::error::ApiError;
use crate::form::FormState;
use crate::log::ansi::escape;
use margin::{Faults, Numbers};

/// How long nobody must have typed before it is looked at.
const REST: Duration = Duration::from_millis(700);
/// Fewest lines that it shows.
const LEAST: usize = 18;

/// The field and its margins. Stands in a form.
#[component]
pub fn Editor(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    /// What it holds when nothing was typed before.
    value: String,
) -> impl IntoView {
    let control = Control::of(name, &hint);
    let value = control.typed.clone().unwrap_or(value).replace("\r\n", "\n");
    let mut escaped = String::with_capacity(value.len());
    escape(&mut escaped, &value);
    let text = RwSignal::new(value);
    let area = NodeRef::<html::Textarea>::new();
    let faults = faults(text);
    let lines = Memo::new(move |_| text.with(|text| text.split('\n').count()));
    let rows = move || (lines.get() + 1).max(LEAST).to_string();
    let summary = Memo::new(move |_| {
        faults.with(|faults| {
            let count = crate::words::count(faults.len() as u64, "fault", "faults");
            (!faults.is_empty()).then(|| format!("{count} in it: see the marked lines."))
        })
    });
    let (described, invalid) =
        (control.described_by(), move || summary.with(Option::is_some).then_some("true"));
    let id = control.id.clone();
    let go = Callback::new(move |(line, column): (u32, u32)| caret::place(area, line, column));
    caret::follow_address(faults, go);
    view! {
        <FieldFrame id=id.clone() label hint fault=summary.into()>
            <div class="editor">
                <Numbers lines faults/>
                // The text as the element's content, escaped here: an attribute would not show, and a child
                // would gain a space where it is empty.
                <textarea class="editor-text" id=id name=name rows=rows wrap="off" spellcheck="false" autocomplete="off"
                    autocapitalize="off" aria-describedby=described aria-invalid=invalid node_ref=area inner_html=escaped
                    on:input:target=move |event| text.set(event.target().value())></textarea>
                <Faults faults go/>
            </div>
        </FieldFrame>
    }
}

/// What is wrong: what the server said of the form, until something else is typed and looked at.
fn faults(text: RwSignal<String>) -> Signal<Vec<FieldError>> {
    let said = use_context::<FormState>().map(|state| state.error);
    let looked = RwSignal::new(None::<Vec<FieldError>>);
    let rest = StoredValue::new(None::<TimeoutHandle>);
    // An answer to the whole form is newer than any look before it.
    Effect::new(move |before: Option<()>| {
        said.track();
        if before.is_some() {
            looked.set(None);
        }
    });
    Effect::new(move |before: Option<()>| {
        text.track();
        if before.is_none() {
            return;
        }
        if let Some(earlier) = rest.get_value() {
            earlier.clear();
        }
        let look = move || {
            let Some(typed) = text.try_get_untracked() else { return };
            leptos::task::spawn_local(async move {
                let found = match check_definition(typed.clone()).await {
                    Ok(_) => Vec::new(),
                    Err(ApiError::Invalid(faults)) => faults,
                    // Not reached, or not allowed any more: saving will say so.
                    Err(_) => return,
                };
                if text.try_with_untracked(|now| *now == typed) == Some(true) {
                    looked.try_set(Some(found));
                }
            });
        };
        rest.set_value(set_timeout_with_handle(look, REST).ok());
    });
    Signal::derive(move || {
        looked.get().unwrap_or_else(|| {
            said.and_then(|said| said.with(|error| error.as_ref().map(|error| error.fields().to_vec())))
                .unwrap_or_default()
        })
    })
}
