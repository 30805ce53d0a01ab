//! The outside of Lull: HTTP, the command line, the host's control socket.
//!
//! A call's path: `listen` takes the connection, `web` says who calls and whether they may, `rest` and `pages`
//! hand it to a use case of the engine. Nothing here decides anything.

#![recursion_limit = "512"]

pub mod args;
pub mod away;
pub mod cli;
pub mod control;
pub mod docs;
pub mod host;
pub mod listen;
pub mod log;
pub mod metrics;
pub mod pages;
pub mod rest;
pub mod router;
pub mod serve;
pub mod settings;
pub mod site;
pub mod stream;
pub mod trouble;
pub mod web;

/// The version of this executable.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
