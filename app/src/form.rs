//! Forms that work as plain HTML posts and get better with script (invariant 9).
//!
//! Where a form stands is one [`FormState`], in reach of its fields: what was typed before (a draft), and what
//! is wrong, whether the server said so just now or through a draft.

pub mod draft;
#[cfg(feature = "ssr")]
pub mod drafts;

use domain::problem::FieldError;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::error::ApiError;
use draft::Draft;

/// The draft that came with the first HTML, in every component's reach.
#[derive(Clone, Copy)]
pub(crate) struct Drafted(pub StoredValue<Option<Draft>>);

/// Begins the ids of forms behind a question, whose popover is closed when the page comes back.
pub const ASKED: &str = "asked-";

/// Where a form stands.
#[derive(Clone, Copy)]
pub struct FormState {
    /// The form's id.
    pub id: StoredValue<String>,
    /// Why it failed; none when it did not.
    pub error: Signal<Option<ApiError>>,
    /// Whether an answer is awaited.
    pub pending: Signal<bool>,
    draft: StoredValue<Option<Draft>>,
}

impl FormState {
    /// `brought` is a draft that the page has loaded itself; else the first HTML's is looked for.
    pub(crate) fn new(
        id: &str,
        brought: Option<Draft>,
        answered: Signal<Option<Option<ApiError>>>,
        pending: Signal<bool>,
    ) -> Self {
        // What is behind a question is told on top of the page, see `asked`.
        let draft = brought.or_else(|| if id.starts_with(ASKED) { None } else { draft_of(id) });
        Self::with(id, draft, answered, pending)
    }

    /// The form behind a question that was sent without script and failed; none when there is none.
    pub(crate) fn asked() -> Option<Self> {
        let id = use_context::<Drafted>()?
            .0
            .with_value(|draft| draft.as_ref().map(|draft| draft.form.clone()))
            .filter(|form| form.starts_with(ASKED))?;
        let draft = draft_of(&id)?;
        Some(Self::with(&id, Some(draft), Signal::stored(None), Signal::stored(false)))
    }

    fn with(
        id: &str,
        draft: Option<Draft>,
        answered: Signal<Option<Option<ApiError>>>,
        pending: Signal<bool>,
    ) -> Self {
        let draft = StoredValue::new(draft);
        // An answer to this page's own post outweighs the draft of an earlier one.
        let error = Signal::derive(move || {
            answered.get().unwrap_or_else(|| {
                draft.with_value(|draft| draft.as_ref().and_then(|draft| draft.error.clone()))
            })
        });
        Self { id: StoredValue::new(id.to_owned()), error, pending, draft }
    }

    /// The id of a field's element.
    #[must_use]
    pub fn field_id(&self, name: &str) -> String {
        let safe: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        self.id.with_value(|id| format!("{id}-{safe}"))
    }

    /// What was typed into a field before; none without a draft.
    #[must_use]
    pub fn typed(&self, name: &str) -> Option<String> {
        self.draft
            .with_value(|draft| draft.as_ref().map(|draft| draft.value(name).unwrap_or_default().to_owned()))
    }

    /// Whether a box was ticked before; `otherwise` without a draft.
    #[must_use]
    pub fn ticked(&self, name: &str, otherwise: bool) -> bool {
        self.draft.with_value(|draft| draft.as_ref().map_or(otherwise, |draft| draft.value(name).is_some()))
    }

    /// What is wrong with a field, in words; none when nothing is.
    #[must_use]
    pub fn fault_of(&self, name: String) -> Signal<Option<String>> {
        let error = self.error;
        Signal::derive(move || {
            error.with(|error| {
                let faults: Vec<&str> = error
                    .iter()
                    .flat_map(ApiError::fields)
                    .filter(|fault| path_is(&fault.path, &name))
                    .map(|fault| fault.message.as_str())
                    .collect();
                (!faults.is_empty()).then(|| faults.join(" "))
            })
        })
    }
}

/// The secret of a token just made without script, shown once.
#[must_use]
pub fn made_once() -> Option<String> {
    draft_of(draft::MADE)?.value("made").map(str::to_owned)
}

/// The address of the calendar feed just made without script, shown once.
#[must_use]
pub fn feed_made_once() -> Option<String> {
    draft_of(draft::MADE_FEED)?.value("made").map(str::to_owned)
}

/// Whether a fault's path names a field: `inputs.day` is the field `inputs[day]`, and `secret_inputs[day]` too.
fn path_is(path: &str, field: &str) -> bool {
    if path == field {
        return true;
    }
    let field = field.strip_prefix("secret_").unwrap_or(field);
    match (path.split_once('.'), field.split_once('[')) {
        (Some((noun, key)), Some((base, rest))) => noun == base && rest.strip_suffix(']') == Some(key),
        _ => path == field,
    }
}

/// The name of the field that a fault belongs to.
#[must_use]
pub fn field_of(fault: &FieldError) -> String {
    fault.path.split_once('.').map_or_else(|| fault.path.clone(), |(noun, key)| format!("{noun}[{key}]"))
}

fn draft_of(id: &str) -> Option<Draft> {
    // The draft belongs to the page that the URL names; after a move to another page it is history.
    use_query_map().read_untracked().get("draft")?;
    use_context::<Drafted>()?.0.with_value(|draft| draft.clone().filter(|draft| draft.form == id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_finds_its_field() {
        assert!(path_is("reason", "reason"));
        assert!(path_is("inputs.day", "inputs[day]"));
        assert!(path_is("inputs.api_token", "secret_inputs[api_token]"));
        assert!(!path_is("inputs.day", "inputs[night]"));
        assert_eq!(field_of(&FieldError::at("inputs.day", "")), "inputs[day]");
    }
}
