//! Reads definitions of processes, says where they are wrong, and evaluates their expressions.
//!
//! Text becomes a tree whose every node knows its place; one reader turns the tree into a
//! [`Definition`], whether it came as YAML or as JSON; [`Definition::check`] then finds what is wrong with its meaning.

mod expressions;
mod json;
mod kinds;
mod plain;
mod read;
mod report;
mod suggest;
mod tree;
mod yaml;

#[cfg(test)]
mod tests;

use domain::problem::FieldError;
use domain::process::Definition;

pub use domain::process::check_inputs;
pub use expressions::{ExprError, Expressions, StepValue, Values};
pub use plain::{plain_yaml, to_yaml};
pub use report::Places;

/// Longest definition that is read, in bytes.
pub const MAX_DEFINITION_BYTES: usize = 256 * 1024;

/// A definition without faults, and where its parts stand in the text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What was read.
    pub definition: Definition,
    /// Gives the line of a path, for faults that only the store can find (no such process).
    pub places: Places,
}

/// Reads a definition from YAML.
///
/// # Errors
/// Every fault that was found, in the order of the text, each with line and column; at most 50.
pub fn parse_yaml(text: &str) -> Result<Parsed, Vec<FieldError>> {
    finish(yaml::tree(text).map_err(|fault| vec![fault])?)
}

/// Reads a definition from JSON of the same shape.
///
/// # Errors
/// As [`parse_yaml`], without lines and columns.
pub fn parse_json(value: &serde_json::Value) -> Result<Parsed, Vec<FieldError>> {
    finish(json::tree(value).map_err(|fault| vec![fault])?)
}

fn finish(tree: tree::Node) -> Result<Parsed, Vec<FieldError>> {
    let (definition, mut report) = read::definition(&tree);
    if let Some(definition) = &definition {
        report.add_checks(definition.check());
        report.add_checks(expressions::check_syntax(definition));
    }
    match (definition, report.into_faults()) {
        (Some(definition), Ok(places)) => Ok(Parsed { definition, places }),
        (None, Ok(_)) => Err(vec![FieldError::at("", "the definition could not be read")]),
        (_, Err(faults)) => Err(faults),
    }
}
