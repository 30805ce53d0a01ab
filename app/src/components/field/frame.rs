//! What surrounds every control.

use leptos::prelude::*;

use crate::form::FormState;

/// A control's label, hint and fault around it. The control gets its attributes from [`Control`].
#[component]
pub fn FieldFrame(
    /// The control's element id.
    id: String,
    /// The label.
    label: String,
    /// A line under the label.
    hint: String,
    /// What is wrong with it.
    fault: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let fault_id = format!("{id}-fault");
    view! {
        <div class="field" class:field-bad=move || fault.with(Option::is_some)>
            <label for=id.clone()>{label}</label>
            {hint}
            {move || fault.get().map(|words| view! {
                <p class="fault" id=fault_id.clone()><span class="visually-hidden">"Error: "</span>{words}</p>
            })}
            {children()}
        </div>
    }
}

/// What ties a control to its frame.
#[derive(Clone)]
pub struct Control {
    /// The element's id.
    pub id: String,
    /// What is wrong with it.
    pub fault: Signal<Option<String>>,
    /// What was typed before, without which the field has its usual value.
    pub typed: Option<String>,
    hinted: bool,
}

impl Control {
    /// Ties a field of that name to the form around it.
    #[must_use]
    pub fn of(name: &str, hint: &str) -> Self {
        match use_context::<FormState>() {
            Some(state) => Self {
                id: state.field_id(name),
                fault: state.fault_of(name.to_owned()),
                typed: state.typed(name),
                hinted: !hint.is_empty(),
            },
            None => Self {
                id: format!("field-{name}"),
                fault: Signal::stored(None),
                typed: None,
                hinted: !hint.is_empty(),
            },
        }
    }

    /// For `aria-describedby`: the hint and the fault, where there are any.
    pub fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static + use<> {
        let (id, fault, hinted) = (self.id.clone(), self.fault, self.hinted);
        move || {
            let hint = hinted.then(|| format!("{id}-hint"));
            let fault = fault.with(Option::is_some).then(|| format!("{id}-fault"));
            match (hint, fault) {
                (Some(hint), Some(fault)) => Some(format!("{hint} {fault}")),
                (hint, fault) => hint.or(fault),
            }
        }
    }

    /// For `aria-invalid`.
    pub fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static + use<> {
        let fault = self.fault;
        move || fault.with(Option::is_some).then_some("true")
    }
}
