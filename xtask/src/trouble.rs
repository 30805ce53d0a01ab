//! What went wrong, and what helps.

use std::fmt;

/// The outcome of one piece of work.
pub(crate) type Done<T = ()> = Result<T, Trouble>;

/// One clear line: what went wrong, and the cure where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    what: String,
    cure: Option<String>,
}

impl Trouble {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), cure: None }
    }

    /// Trouble that the reader has been told of already.
    pub(crate) fn said() -> Self {
        Self::new("")
    }

    pub(crate) fn is_said(&self) -> bool {
        self.what.is_empty()
    }

    /// Adds what the reader can do about it.
    pub(crate) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.cure {
            Some(cure) => write!(f, "; {cure}"),
            None => Ok(()),
        }
    }
}

/// Names what was being done when the system refused.
pub(crate) trait While<T> {
    fn while_doing(self, what: impl fmt::Display) -> Done<T>;
}

impl<T> While<T> for std::io::Result<T> {
    fn while_doing(self, what: impl fmt::Display) -> Done<T> {
        self.map_err(|e| Trouble::new(format!("cannot {what}: {e}")))
    }
}
