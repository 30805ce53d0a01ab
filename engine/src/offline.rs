//! What Lull keeps in files of the data folder, for the time when it holds no database.
//!
//! [`copies`] keeps one value, newest whole (rule 35); [`journal`] keeps what is to be told to the database when
//! it is back (rule 38). Both are for the one process that owns the data folder, and know nothing of what they keep.
//!
//! A [`memory::Memory`] is what is kept in the two copies. While it says that the database is Lull's, ticks lead blackouts in the
//! database and bring it up to date; from `closing` on they lead them in it alone ([`away`]), until [`reopen`] has written
//! it back.

mod at_once;
mod away;
mod bearers;
mod closing;
pub mod copies;
pub mod error;
mod files;
mod host;
mod hung;
mod inside;
pub mod journal;
mod keeper;
mod memory;
mod refused;
mod reopen;
mod runs;
mod steps;
mod token;

pub use copies::{Copies, Found};
pub use error::{Error, Result};
pub use host::{HostAct, Window};
pub use journal::Journal;
pub(crate) use keeper::Keeper;
pub(crate) use refused::Asked;
