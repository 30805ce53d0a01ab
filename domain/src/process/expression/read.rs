//! Finds what an expression reads, and refuses what it may not use.

use super::scan::Token;
use super::{BadTemplate, FILTERS, KEYWORDS, Reference, TESTS};

/// What an expression reads, sorted, each once.
pub(super) fn references(tokens: &[Token]) -> Result<Vec<Reference>, BadTemplate> {
    let mut reader = Reader { tokens, at: 0, references: Vec::new() };
    reader.read()?;
    let mut references = reader.references;
    references.sort();
    references.dedup();
    Ok(references)
}

/// Walks over the pieces of an expression.
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
                    return Err(BadTemplate("multiplication is not available in expressions".to_owned()));
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
                if self.tokens.get(self.at).is_some_and(|next| next.is_word("not")) {
                    self.at += 1;
                }
                self.one_of(&TESTS, "test")
            }
            "inputs" => {
                let name = self.key().ok_or_else(|| {
                    BadTemplate("write inputs.NAME: an expression reads one input at a time".to_owned())
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
            _ if self.peek_sign('=') && !matches!(self.tokens.get(self.at + 1), Some(Token::Sign('='))) => {
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
            Some(Token::Word(word)) => {
                Err(BadTemplate(format!("there is nothing called .{word} here: expressions have no methods")))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn one_of(&mut self, known: &[&str], what: &str) -> Result<(), BadTemplate> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) if known.contains(&word.as_str()) => {
                self.at += 1;
                Ok(())
            }
            Some(Token::Word(word)) => {
                Err(BadTemplate(format!("there is no {what} {word}; there are {}", known.join(", "))))
            }
            Some(_) | None => Err(BadTemplate(format!("the name of a {what} is missing"))),
        }
    }

    fn peek_sign(&self, sign: char) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Sign(found)) if *found == sign)
    }
}
