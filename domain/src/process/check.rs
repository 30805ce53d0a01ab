//! Finds what is wrong with a definition.

mod expressions;
mod inputs;
mod steps;

use super::{Definition, Graph, MAX_INPUTS, MAX_STEPS, ProcessKind, name};

/// One thing that is wrong with a definition, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// As in `steps[2].retry.attempts`; empty for the whole.
    pub path: String,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// Collects faults below one path.
struct Faults<'f> {
    found: &'f mut Vec<Fault>,
    below: String,
}

impl Faults<'_> {
    fn at(&mut self, path: &str, message: impl Into<String>) {
        let path = match (self.below.as_str(), path) {
            (below, "") => below.to_owned(),
            ("", path) => path.to_owned(),
            (below, path) => format!("{below}.{path}"),
        };
        self.found.push(Fault { path, message: message.into() });
    }

    fn check(&mut self, path: &str, result: Result<(), String>) {
        if let Err(message) = result {
            self.at(path, message);
        }
    }
}

pub(super) fn check(definition: &Definition) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut faults = Faults { found: &mut found, below: String::new() };
    faults.check("name", name::check_process_name(&definition.name));
    match definition.kind {
        ProcessKind::Global => {}
        kind @ (ProcessKind::Component | ProcessKind::Application) => faults.at(
            "kind",
            format!("processes of kind {} are not in this version yet: only global ones are", kind.as_str()),
        ),
    }
    if definition.description.as_ref().is_some_and(|text| text.chars().count() > 2_000) {
        faults.at("description", "the description is longer than 2,000 characters");
    }
    if definition.inputs.len() > MAX_INPUTS {
        faults.at(
            "inputs",
            format!("a process has at most {MAX_INPUTS} inputs; this one has {}", definition.inputs.len()),
        );
    }
    inputs::check(definition, &mut found);
    let mut faults = Faults { found: &mut found, below: String::new() };
    match definition.steps.len() {
        0 => faults.at("steps", "a process has at least one step"),
        1..=MAX_STEPS => {}
        count => {
            // What else is wrong with so many is not worth the time it takes to find.
            faults.at("steps", format!("a process has at most {MAX_STEPS} steps; this one has {count}"));
            return found;
        }
    }
    let graph = Graph::of(definition);
    steps::check(definition, &graph, &mut found);
    expressions::check(definition, &graph, &mut found);
    found
}
