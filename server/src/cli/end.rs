//! How a command ends.

use std::process::ExitCode;

use super::failure::Failure;
use crate::trouble;

/// How a command ended, as scripts tell it apart (contract.md, "The executable").
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// 0: done.
    Done,
    /// 1: it failed.
    Failed,
    /// 2: asked wrongly.
    Usage,
    /// 3: maintenance refused it.
    Refused,
    /// 4: a wait timed out.
    TimedOut,
    /// 130: ended at the terminal, as shells count an interrupt.
    Interrupted,
}

/// What a command comes to.
pub type Told = Result<End, Failure>;

impl End {
    /// The code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => trouble::FAILED,
            Self::Usage => trouble::USAGE,
            Self::Refused => 3,
            Self::TimedOut => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        Self::from(end.code())
    }
}
