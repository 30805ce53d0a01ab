//! Texts with expressions in them.

use super::super::Definition;
use super::{BadTemplate, Expression, Reference, scan};

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
                let before = if source.starts_with('-') { plain.trim_end() } else { &plain };
                if !before.is_empty() {
                    pieces.push(Piece::Text(before.to_owned()));
                }
                plain.clear();
                rest = if source.ends_with('-') { after.trim_start() } else { after };
                pieces.push(Piece::Expression(Expression::parse(source)?));
            } else if let Some(sign) = ["{%", "{#"].into_iter().find(|sign| tail.starts_with(sign)) {
                let what = if sign == "{%" { "statements {% … %}" } else { "comments {# … #}" };
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
        self.expressions().flat_map(Expression::references).any(|reference| match reference {
            Reference::Input(name) => definition.input(name).is_some_and(|input| input.secret),
            Reference::Outcome(_) | Reference::ExitCode(_) | Reference::Output(_) => false,
        })
    }
}
