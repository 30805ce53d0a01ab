//! What an expression reads, found without evaluating it.
//!
//! Expressions are minijinja's, but only `{{ … }}`: statements and comments are refused, as are functions, methods
//! and multiplication of texts. What is left cannot loop, include or define anything, so the names in
//! it are all there is to know. Evaluating them is the engine's.

mod read;
mod scan;
mod template;

use scan::{Token, tokens};
pub use template::{Piece, Template};

/// Longest expression, in bytes. Bounds what concatenation can build out of inputs.
const MAX_EXPRESSION: usize = 4 * 1024;

/// The filters that an expression may use.
pub const FILTERS: [&str; 11] = [
    "default",
    "upper",
    "lower",
    "trim",
    "replace",
    "length",
    "int",
    "float",
    "first",
    "urlencode",
    "tojson",
];
/// The tests that an expression may use after `is`.
pub const TESTS: [&str; 10] =
    ["defined", "undefined", "none", "string", "number", "startingwith", "endingwith", "in", "eq", "ne"];
const KEYWORDS: [&str; 13] =
    ["and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None"];

/// Why a template or an expression cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadTemplate(pub(super) String);

/// Something that an expression reads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reference {
    /// `inputs.name`
    Input(String),
    /// `steps.id.outcome`
    Outcome(String),
    /// `steps.id.exit_code`
    ExitCode(String),
    /// `steps.id.output.name`
    Output(String),
}

/// One expression, without its braces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expression {
    source: String,
    references: Vec<Reference>,
    texts: Vec<String>,
}

/// Reads a `when`: one expression, with or without braces around it.
///
/// # Errors
/// As [`Expression::parse`]; also when there is text beside the braces.
pub fn when_expression(text: &str) -> Result<Expression, BadTemplate> {
    let text = text.trim();
    let Some(inside) = text.strip_prefix("{{") else {
        if text.contains("{{") {
            return Err(BadTemplate("a when is one expression and nothing beside it".to_owned()));
        }
        return Expression::parse(text);
    };
    let end = scan::end_of(inside)?;
    if inside.len() != end + 2 {
        return Err(BadTemplate("a when is one expression and nothing beside it".to_owned()));
    }
    Expression::parse(&inside[..end])
}

impl Expression {
    /// Reads one expression, without braces around it.
    ///
    /// # Errors
    /// Words for people that name what is not understood.
    pub fn parse(source: &str) -> Result<Self, BadTemplate> {
        // A dash beside the braces trims the text around them; it is no part of the expression.
        let source = source.strip_prefix('-').unwrap_or(source);
        let source = source.strip_suffix('-').unwrap_or(source).trim();
        if source.is_empty() {
            return Err(BadTemplate("the expression is empty".to_owned()));
        }
        if source.len() > MAX_EXPRESSION {
            return Err(BadTemplate(format!("the expression is longer than {} KiB", MAX_EXPRESSION / 1024)));
        }
        let tokens = tokens(source)?;
        let references = read::references(&tokens)?;
        let texts = tokens.iter().filter_map(Token::text).map(str::to_owned).collect();
        Ok(Self { source: source.to_owned(), references, texts })
    }

    /// The expression without its braces.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it reads, sorted, each once.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// The ids of the steps whose outcome it reads.
    #[must_use]
    pub fn outcomes_read(&self) -> Vec<String> {
        let outcome = |reference: &Reference| match reference {
            Reference::Outcome(id) => Some(id.clone()),
            Reference::Input(_) | Reference::ExitCode(_) | Reference::Output(_) => None,
        };
        self.references.iter().filter_map(outcome).collect()
    }

    /// The quoted texts in it.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }
}
