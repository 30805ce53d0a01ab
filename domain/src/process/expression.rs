//! What an expression reads, found without evaluating it.
//!
//! Expressions are minijinja's, but only `{{ … }}`: statements and comments are refused, as are functions, methods
//! and multiplication of texts. What is left cannot loop, include or define anything, so the names in
//! it are all there is to know. Evaluating them is the engine's.

mod scan;

use super::Definition;
use scan::{Token, tokens};

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
pub const TESTS: [&str; 10] = [
    "defined",
    "undefined",
    "none",
    "string",
    "number",
    "startingwith",
    "endingwith",
    "in",
    "eq",
    "ne",
];
const KEYWORDS: [&str; 13] = [
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None",
];

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

/// A text with expressions in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// What an expression gives.
    Expression(Expression),
}

impl Template {
    /// Finds the expressions of a text.
    ///
    /// # Errors
    /// Words for people: a brace that is not closed, a statement, a name that means nothing.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            plain.push_str(&rest[..open]);
            let tail = &rest[open..];
            if let Some(inside) = tail.strip_prefix("{{") {
                let end = scan::end_of(inside)?;
                let (source, after) = (&inside[..end], &inside[end + 2..]);
                // A dash beside the braces trims the text around them.
                let before = if source.starts_with('-') {
                    plain.trim_end()
                } else {
                    &plain
                };
                if !before.is_empty() {
                    pieces.push(Piece::Text(before.to_owned()));
                }
                plain.clear();
                rest = if source.ends_with('-') {
                    after.trim_start()
                } else {
                    after
                };
                pieces.push(Piece::Expression(Expression::parse(source)?));
            } else if let Some(sign) = ["{%", "{#"].into_iter().find(|sign| tail.starts_with(sign))
            {
                let what = if sign == "{%" {
                    "statements {% … %}"
                } else {
                    "comments {# … #}"
                };
                return Err(BadTemplate(format!(
                    "{what} are not available, only {{{{ … }}}}; for the two characters themselves write {{{{ '{sign}' }}}}"
                )));
            } else {
                plain.push('{');
                rest = &tail[1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }

    /// Its parts, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Its expressions, in the order of the text.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Expression(expression) => Some(expression),
            Piece::Text(_) => None,
        })
    }

    /// Whether it is text and nothing else.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.expressions().next().is_none()
    }

    /// Whether it reads an input that the definition calls secret.
    #[must_use]
    pub fn reads_secret(&self, definition: &Definition) -> bool {
        self.expressions()
            .flat_map(Expression::references)
            .any(|reference| match reference {
                Reference::Input(name) => definition.input(name).is_some_and(|input| input.secret),
                Reference::Outcome(_) | Reference::ExitCode(_) | Reference::Output(_) => false,
            })
    }
}

/// Reads a `when`: one expression, with or without braces around it.
///
/// # Errors
/// As [`Expression::parse`]; also when there is text beside the braces.
pub fn when_expression(text: &str) -> Result<Expression, BadTemplate> {
    let text = text.trim();
    let Some(inside) = text.strip_prefix("{{") else {
        if text.contains("{{") {
            return Err(BadTemplate(
                "a when is one expression and nothing beside it".to_owned(),
            ));
        }
        return Expression::parse(text);
    };
    let end = scan::end_of(inside)?;
    if inside.len() != end + 2 {
        return Err(BadTemplate(
            "a when is one expression and nothing beside it".to_owned(),
        ));
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
            return Err(BadTemplate(format!(
                "the expression is longer than {} KiB",
                MAX_EXPRESSION / 1024
            )));
        }
        let tokens = tokens(source)?;
        let mut reader = Reader {
            tokens: &tokens,
            at: 0,
            references: Vec::new(),
        };
        reader.read()?;
        let mut references = reader.references;
        references.sort();
        references.dedup();
        let texts = tokens
            .iter()
            .filter_map(Token::text)
            .map(str::to_owned)
            .collect();
        Ok(Self {
            source: source.to_owned(),
            references,
            texts,
        })
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

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    references: Vec<Reference>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), BadTemplate> {
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Text(_) | Token::Number => {}
                Token::Sign('*') => {
                    return Err(BadTemplate(
                        "multiplication is not available in expressions".to_owned(),
                    ));
                }
                Token::Sign('|') => self.one_of(&FILTERS, "filter")?,
                Token::Sign('.') => self.member()?,
                Token::Sign(_) => {}
                Token::Word(word) => self.word(word)?,
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), BadTemplate> {
        match word {
            "is" => {
                if self
                    .tokens
                    .get(self.at)
                    .is_some_and(|next| next.is_word("not"))
                {
                    self.at += 1;
                }
                self.one_of(&TESTS, "test")
            }
            "inputs" => {
                let name = self.key().ok_or_else(|| {
                    BadTemplate(
                        "write inputs.NAME: an expression reads one input at a time".to_owned(),
                    )
                })?;
                if self.peek_sign('.') {
                    return Err(BadTemplate(format!(
                        "inputs.{name} is text: it has no parts and no methods"
                    )));
                }
                self.references.push(Reference::Input(name));
                Ok(())
            }
            "steps" => self.step(),
            _ if KEYWORDS.contains(&word) => Ok(()),
            // The name of an argument: default(value='').
            _ if self.peek_sign('=')
                && !matches!(self.tokens.get(self.at + 1), Some(Token::Sign('='))) =>
            {
                Ok(())
            }
            _ if self.peek_sign('(') => Err(BadTemplate(format!("there is no function {word}"))),
            _ => Err(BadTemplate(format!(
                "unknown name {word}: expressions read inputs.NAME and steps.ID.outcome, .exit_code or .output.NAME; text goes in quotes"
            ))),
        }
    }

    fn step(&mut self) -> Result<(), BadTemplate> {
        let whole = "write steps.ID.outcome, steps.ID.exit_code or steps.ID.output.NAME";
        let id = self.key().ok_or_else(|| BadTemplate(whole.to_owned()))?;
        let Some(field) = self.key() else {
            return Err(BadTemplate(match self.tokens.get(self.at..) {
                Some([Token::Sign('-'), Token::Word(rest), ..]) => {
                    format!(
                        "an id with a dash is written steps['{id}-{rest}']: without the quotes it is a subtraction"
                    )
                }
                _ => format!("steps.{id} alone is no value: {whole}"),
            }));
        };
        let reference = match field.as_str() {
            "outcome" => Reference::Outcome(id),
            "exit_code" => Reference::ExitCode(id),
            "output" => match self.key() {
                Some(_) => Reference::Output(id),
                None => {
                    return Err(BadTemplate(format!(
                        "steps.{id}.output alone is no value: write steps.{id}.output.NAME"
                    )));
                }
            },
            other => {
                return Err(BadTemplate(format!(
                    "steps.{id}.{other}: a step has outcome, exit_code and output.NAME"
                )));
            }
        };
        self.references.push(reference);
        Ok(())
    }

    /// Takes `.word` or `['text']`, or nothing.
    fn key(&mut self) -> Option<String> {
        let (key, length) = match self.tokens.get(self.at..)? {
            [Token::Sign('.'), Token::Word(word), ..] => (word, 2),
            [Token::Sign('['), Token::Text(text), Token::Sign(']'), ..] => (text, 3),
            _ => return None,
        };
        self.at += length;
        Some(key.clone())
    }

    fn member(&mut self) -> Result<(), BadTemplate> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) => Err(BadTemplate(format!(
                "there is nothing called .{word} here: expressions have no methods"
            ))),
            Some(_) | None => Ok(()),
        }
    }

    fn one_of(&mut self, known: &[&str], what: &str) -> Result<(), BadTemplate> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) if known.contains(&word.as_str()) => {
                self.at += 1;
                Ok(())
            }
            Some(Token::Word(word)) => Err(BadTemplate(format!(
                "there is no {what} {word}; there are {}",
                known.join(", ")
            ))),
            Some(_) | None => Err(BadTemplate(format!("the name of a {what} is missing"))),
        }
    }

    fn peek_sign(&self, sign: char) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Sign(found)) if *found == sign)
    }
}
