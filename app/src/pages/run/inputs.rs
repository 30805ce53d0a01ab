//! A field for each input of a process.

use domain::process::Input;
use leptos::prelude::*;

use crate::components::field::{AreaField, SecretField, SelectField, TextField};

/// The fields, in the definition's order; nothing for a process without inputs.
#[component]
pub(super) fn InputFields(inputs: Vec<Input>) -> impl IntoView {
    inputs.into_iter().map(|input| view! { <InputField input/> }).collect_view()
}

#[component]
fn InputField(input: Input) -> impl IntoView {
    let label = if input.required { input.name.clone() } else { format!("{} (optional)", input.name) };
    let hint = hint(&input);
    let name = name(&input);
    let default = input.default.unwrap_or_default();
    if !input.choices.is_empty() {
        let none = (default.is_empty() || input.secret).then(|| {
            let words = if input.required { "Choose…" } else { "None" };
            (String::new(), words.to_owned())
        });
        let choices = input.choices.into_iter().map(|choice| (choice.clone(), choice));
        let options = none.into_iter().chain(choices).collect();
        let value = if input.secret { String::new() } else { default };
        return view! { <SelectField name label hint options value/> }.into_any();
    }
    if input.secret {
        return view! { <SecretField name label hint/> }.into_any();
    }
    if default.contains('\n') {
        return view! { <AreaField name label hint value=default rows=5 code=true/> }.into_any();
    }
    view! { <TextField name label hint value=default/> }.into_any()
}

/// Secret ones have another name, by which they are kept out of drafts.
fn name(input: &Input) -> String {
    let map = if input.secret { "secret_inputs" } else { "inputs" };
    format!("{map}[{}]", input.name)
}

fn hint(input: &Input) -> String {
    let mut words: Vec<&str> = input.description.as_deref().into_iter().collect();
    if input.secret {
        words.push("Secret: it is stored encrypted and masked everywhere.");
        if input.default.is_some() {
            words.push("Leave it empty for its default.");
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::draft::is_secret;

    fn input(secret: bool) -> Input {
        Input {
            name: "token".to_owned(),
            required: true,
            default: Some("x".to_owned()),
            secret,
            choices: Vec::new(),
            description: Some("For the hook.".to_owned()),
        }
    }

    #[test]
    fn a_secret_input_is_never_put_back_and_its_default_is_not_shown() {
        assert!(is_secret(&name(&input(true))));
        assert!(!is_secret(&name(&input(false))));
        assert!(hint(&input(true)).contains("Leave it empty"));
        assert_eq!(hint(&input(false)), "For the hook.");
    }
}
