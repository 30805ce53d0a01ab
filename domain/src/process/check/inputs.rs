//! Faults of inputs.

use std::collections::HashSet;

use super::super::{Definition, Input, name};
use super::{Fault, Faults};

pub(super) fn check(definition: &Definition, found: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for (index, input) in definition.inputs.iter().enumerate() {
        let mut faults = Faults { found: &mut *found, below: format!("inputs[{index}]") };
        faults.check("name", name::check_input_name(&input.name));
        if !seen.insert(input.name.as_str()) {
            faults.at("name", format!("there are two inputs called {}", input.name));
        }
        if input.description.as_ref().is_some_and(|text| text.chars().count() > 500) {
            faults.at("description", "the description is longer than 500 characters");
        }
        check_choices(input, &mut faults);
        if let Some(default) = &input.default {
            if input.secret && !default.is_empty() {
                faults.at(
                    "default",
                    "a secret input cannot have a default: it would stand in the definition for all to read",
                );
            } else if !default.is_empty() {
                faults.check(
                    "default",
                    input.check_value(default).map_err(|message| format!("the default: {message}")),
                );
            }
        }
    }
}

fn check_choices(input: &Input, faults: &mut Faults<'_>) {
    if input.choices.len() > 200 {
        faults.at("choices", "an input has at most 200 choices");
    }
    if input.secret && !input.choices.is_empty() {
        faults.at(
            "choices",
            "a secret input cannot have choices: they would stand in the definition for all to read",
        );
    }
    let mut seen = HashSet::new();
    for (index, choice) in input.choices.iter().enumerate() {
        let path = format!("choices[{index}]");
        if choice.is_empty() {
            faults.at(&path, "a choice cannot be empty");
        } else if choice.chars().count() > 500 {
            faults.at(&path, "a choice is longer than 500 characters");
        } else if !seen.insert(choice.as_str()) {
            faults.at(&path, format!("the choice \"{choice}\" is there twice"));
        }
    }
}
