//! What a process asks of whoever runs it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Definition, MAX_INPUT_BYTES, SHORTEST_SECRET};
use crate::problem::FieldError;

/// One thing that a request is asked for; its value is text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Input {
    /// How expressions read it: `inputs.name`.
    pub name: String,
    /// Whether it must be given and not be empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Its value when it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Encrypted at rest, masked in logs and pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// The only values it may have; any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// A line for people, beside the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Makes the inputs of a request of what was given: defaults applied, every input of the definition present
/// (empty when it is optional and nobody gave it).
///
/// # Errors
/// Every fault at once, each at `inputs.NAME`: unknown, missing, not a choice, too long, a NUL inside.
pub fn check_inputs(
    definition: &Definition,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut fault =
        |name: &str, message: String| faults.push(FieldError::at(format!("inputs.{name}"), message));
    for name in given.keys().filter(|name| definition.input(name).is_none()) {
        let shown: String = name.chars().take(64).collect();
        let known: Vec<&str> = definition.inputs.iter().map(|input| input.name.as_str()).collect();
        fault(
            &shown,
            match known.as_slice() {
                [] => format!("unknown input {shown}: this process has none"),
                known => format!("unknown input {shown}: this process has {}", known.join(", ")),
            },
        );
    }
    let mut values = BTreeMap::new();
    for input in &definition.inputs {
        let value = given.get(&input.name).or(input.default.as_ref()).cloned().unwrap_or_default();
        match input.check_value(&value) {
            Ok(()) => drop(values.insert(input.name.clone(), value)),
            Err(message) => fault(&input.name, message),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

impl Input {
    /// Says what is wrong with a value; never repeats the value, as it may be secret.
    pub(super) fn check_value(&self, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return if self.required { Err(format!("{} is required", self.name)) } else { Ok(()) };
        }
        if value.len() > MAX_INPUT_BYTES {
            return Err(format!("{} is longer than {} KiB", self.name, MAX_INPUT_BYTES / 1024));
        }
        if value.contains('\0') {
            return Err(format!("{} contains a NUL character, which no script can be given", self.name));
        }
        // As it is masked: without the white space around it.
        if self.secret && value.trim().len() < SHORTEST_SECRET {
            return Err(format!(
                "{} is secret and shorter than {SHORTEST_SECRET} characters, which is too short to be masked in logs: \
                 use a longer one, or make the input one that is not secret",
                self.name
            ));
        }
        if self.choices.is_empty() || self.choices.iter().any(|choice| choice == value) {
            return Ok(());
        }
        Err(if self.secret {
            format!("{} is not one of its choices", self.name)
        } else {
            format!("{} must be one of: {}", self.name, self.choices.join(", "))
        })
    }
}
