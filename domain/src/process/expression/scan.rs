//! Cuts an expression into words, texts, numbers and signs.

use super::BadTemplate;

/// One piece of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Number,
    Sign(char),
}

impl Token {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Word(_) | Self::Number | Self::Sign(_) => None,
        }
    }

    pub(super) fn is_word(&self, wanted: &str) -> bool {
        matches!(self, Self::Word(word) if word == wanted)
    }
}

/// Cuts an expression, without braces around it, into its pieces.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, BadTemplate> {
    let mut found = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(first) = chars.next() {
        match first {
            _ if first.is_whitespace() => {}
            '\'' | '"' => {
                let mut text = String::new();
                loop {
                    match chars.next() {
                        Some(end) if end == first => break,
                        Some('\\') => text.extend(chars.next()),
                        Some(other) => text.push(other),
                        None => {
                            return Err(BadTemplate(format!("a text is not closed: {first} is missing")));
                        }
                    }
                }
                found.push(Token::Text(text));
            }
            _ if first.is_ascii_digit() => {
                while chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '.' || *c == '_').is_some() {}
                found.push(Token::Number);
            }
            _ if first.is_alphabetic() || first == '_' => {
                let mut word = String::from(first);
                while let Some(next) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                    word.push(next);
                }
                found.push(Token::Word(word));
            }
            sign => found.push(Token::Sign(sign)),
        }
    }
    Ok(found)
}

/// Finds where the expression that begins at the start of `inside` ends: the place of its `}}`.
pub(super) fn end_of(inside: &str) -> Result<usize, BadTemplate> {
    let mut quote = None;
    let mut escaped = false;
    let mut depth = 0_u32;
    for (at, c) in inside.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth > 0 => depth -= 1,
            (None, '}') if inside[at..].starts_with("}}") => return Ok(at),
            (None, _) => {}
        }
    }
    Err(BadTemplate("an expression is not closed: }} is missing".to_owned()))
}
