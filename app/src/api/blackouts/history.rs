//! What happened to a blackout, in words.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to a blackout so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct History {
    /// What happened, oldest first.
    pub happenings: Vec<Happening>,
    /// There are earlier ones.
    pub earlier: bool,
    /// Starts refused while the database was away that fit no process of the one that came back (rule 42).
    pub without_a_record: u64,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// What, as a sentence; without its end where an instant follows.
    pub words: String,
    /// The instant that the words lead to.
    pub to: Option<Timestamp>,
    /// By whom.
    pub by: String,
}

#[cfg(feature = "ssr")]
impl From<engine::blackout::History> for History {
    fn from(history: engine::blackout::History) -> Self {
        Self {
            happenings: history.entries.iter().map(Happening::of).collect(),
            earlier: history.earlier,
            without_a_record: history.without_a_record,
        }
    }
}

#[cfg(feature = "ssr")]
impl Happening {
    fn of(entry: &domain::audit::Entry) -> Self {
        use crate::telling::history::{by, new_end, words};
        Self { at: entry.at, words: words(entry), to: new_end(entry), by: by(entry) }
    }
}
