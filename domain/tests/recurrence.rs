//! Recurrence: golden dates written by hand, faults, words, and properties against a walk over every day.

#![expect(clippy::unwrap_used, reason = "a story that cannot be told ends its test")]

#[path = "recurrence/check.rs"]
mod check;
#[path = "recurrence/ends.rs"]
mod ends;
#[path = "recurrence/given.rs"]
mod given;
#[path = "recurrence/golden.rs"]
mod golden;
#[path = "recurrence/properties.rs"]
mod properties;
#[path = "recurrence/reference.rs"]
mod reference;
#[path = "recurrence/words.rs"]
mod words;
