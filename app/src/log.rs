//! Logs as pages show them: escape sequences read, lines numbered, everything else escaped.

pub mod ansi;
pub mod lines;
