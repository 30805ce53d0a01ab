//! How a command that did not work ends: one line, and a code that scripts can tell apart.

use std::fmt::Display;
use std::process::ExitCode;

/// It did not work.
pub const FAILED: u8 = 1;
/// It was asked for wrongly: a bad flag or setting.
pub const USAGE: u8 = 2;

/// Says why in one line; exit 1.
pub fn failed(why: &dyn Display) -> ExitCode {
    eprintln!("lull: {why}");
    ExitCode::from(FAILED)
}

/// Says which setting or flag is at fault; exit 2.
pub fn usage(why: &dyn Display) -> ExitCode {
    eprintln!("lull: {why}");
    ExitCode::from(USAGE)
}
