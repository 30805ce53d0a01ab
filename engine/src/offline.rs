//! What Lull keeps in files of the data folder, for the time when it holds no database.
//!
//! [`copies`] keeps one value, newest whole (rule 35). It is for the one process that owns the data folder, and
//! knows nothing of what it keeps.

pub mod copies;
pub mod error;
mod files;

pub use copies::{Copies, Found};
pub use error::{Error, Result};
