//! How a request goes on from step to step: stories, and properties over histories made by chance.

#![expect(clippy::panic, reason = "tests")]

#[path = "progress/cancel_and_finish.rs"]
mod cancel_and_finish;
#[path = "progress/properties.rs"]
mod properties;
#[path = "progress/retry.rs"]
mod retry;
#[path = "progress/rule_13.rs"]
mod rule_13;
#[path = "progress/run.rs"]
mod run;
