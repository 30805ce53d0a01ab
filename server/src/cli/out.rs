//! Where words go: answers to standard output, everything beside them to standard error.

use std::cell::Cell;
use std::io::{self, ErrorKind, Write};

use domain::time::Timestamp;
use serde::de::DeserializeOwned;

use super::api::Answer;
use super::failure::Failure;
use super::look::{Look, Tint};
use crate::host::Output;

/// Where a command's words go.
#[derive(Debug)]
pub struct Out {
    output: Output,
    closed: Cell<bool>,
}

impl Out {
    /// For people or for scripts.
    #[must_use]
    pub const fn new(output: Output) -> Self {
        Self { output, closed: Cell::new(false) }
    }

    /// Whether a script reads it: then standard output carries the API's JSON and nothing else.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.output == Output::Json
    }

    /// Whether nobody reads standard output any more, as behind `head`.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Tells an answer: as the API sent it, or in the words that `tell` makes of it.
    ///
    /// # Errors
    /// [`Failure::Failed`] when the answer is not understood or cannot be written.
    pub fn answer<T: DeserializeOwned>(
        &self,
        answer: &Answer,
        now: Timestamp,
        tell: impl FnOnce(&T, &Look) -> String,
    ) -> Result<(), Failure> {
        if self.is_json() {
            return self.json(answer);
        }
        self.text(&tell(&answer.read()?, &Look::of_output(now)))
    }

    /// Tells an answer as the API sent it.
    ///
    /// # Errors
    /// As [`Out::text`].
    pub fn json(&self, answer: &Answer) -> Result<(), Failure> {
        self.text(&answer.text)
    }

    /// Writes a text, ending its last line.
    ///
    /// # Errors
    /// [`Failure::Failed`] when it cannot be written; that nobody reads any more is none.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        let text = text.trim_end_matches('\n');
        if text.is_empty() { Ok(()) } else { self.bytes(format!("{text}\n").as_bytes()) }
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// As [`Out::text`].
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        if self.closed.get() {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed.set(true);
                Ok(())
            }
            written => written.map_err(|error| Failure::Failed(format!("standard output: {error}"))),
        }
    }

    /// Says something beside the answer, to people.
    pub fn note(&self, words: &str) {
        // Where even standard error is gone, nobody can be told.
        let _ = writeln!(io::stderr().lock(), "{}", words.trim_end_matches('\n'));
    }

    /// Says why a command did not come to its end; a script gets the server's own document too.
    pub fn failure(&self, failure: &Failure) {
        if self.is_json()
            && let Failure::Problem(problem) = failure
        {
            // It fails already; a second reason helps nobody.
            let _ = self.text(&problem.text);
        }
        let mut lines = failure.to_string();
        if let Failure::Interrupted = failure {
            lines = String::new();
        }
        if let Some((first, rest)) = lines.split_once('\n') {
            self.note(&format!("lull: {first}\n{rest}"));
        } else if !lines.is_empty() {
            self.note(&format!("lull: {lines}"));
        }
    }
}

impl Look {
    /// A heading over a part of an answer.
    #[must_use]
    pub fn heading(&self, words: &str) -> String {
        self.tint(Tint::Strong, words)
    }
}
