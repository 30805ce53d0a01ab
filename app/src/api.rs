//! Server functions: session, permit, engine call. Each is listed in [`TABLE`], which is asked before any runs.

pub mod audit;
pub mod blackouts;
pub mod calendar;
pub mod feed;
pub mod maintenance;
pub mod processes;
pub mod profile;
pub mod requests;
pub mod session;
pub mod settings;
mod table;
pub mod tasks;
pub mod tokens;
pub mod users;
pub mod zone;

pub use table::{Entry, Needs, TABLE, find};

/// A list's cursor in an address; empty is its first page.
#[cfg(feature = "ssr")]
fn cursor(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|typed| !typed.is_empty())
}
