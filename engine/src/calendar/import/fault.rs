//! What keeps an event from becoming a blackout.

use std::fmt;

/// A fault of a calendar, with its place and its cure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// What the event is called, if it is an event's.
    pub event: Option<String>,
    /// What is wrong and what to do about it.
    pub told: String,
}

impl Fault {
    pub(super) fn of_all(line: u32, told: impl Into<String>) -> Self {
        Self { line, event: None, told: told.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event {
            Some(name) => write!(f, "line {}: \"{name}\" {}", self.line, self.told),
            None => write!(f, "line {}: the calendar {}", self.line, self.told),
        }
    }
}

impl std::error::Error for Fault {}

/// As much of a foreign text as a sentence can bear.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).take(64).collect()
}
