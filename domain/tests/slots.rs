//! Quiet slots: what is asked for, stories of what is found, and properties against a look at every slot.

#![expect(clippy::unwrap_used, reason = "a story that cannot be told ends its test")]

#[path = "slots/ask.rs"]
mod ask;
#[path = "slots/blackouts.rs"]
mod blackouts;
#[path = "slots/given.rs"]
mod given;
#[path = "slots/history.rs"]
mod history;
#[path = "slots/planned.rs"]
mod planned;
#[path = "slots/properties.rs"]
mod properties;
#[path = "slots/words.rs"]
mod words;
