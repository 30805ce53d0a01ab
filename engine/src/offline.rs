//! What Lull keeps in files of the data folder, for the time when it holds no database.
//!
//! [`copies`] keeps one value, newest whole (rule 35); [`journal`] keeps what is to be told to the database when
//! it is back (rule 38). Both are for the one process that owns the data folder, and know nothing of what they keep.

pub mod copies;
pub mod error;
mod files;
pub mod journal;

pub use copies::{Copies, Found};
pub use error::{Error, Result};
pub use journal::Journal;
