//! Open files: each browser's stream is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More than this is never asked for; a table of descriptors costs memory.
const MOST: u64 = 65_536;
/// Kept free of streams: the database, logs, steps, and the administrator who has to get in.
const KEPT: u64 = 512;

/// Raises the soft limit of open files to the hard one.
pub(super) fn raise() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.unwrap_or(MOST).min(MOST);
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}

/// How many event streams may be open at once.
pub(crate) fn streams() -> i64 {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(MOST).min(MOST);
    i64::try_from(files.saturating_sub(KEPT).max(files / 2)).unwrap_or(i64::MAX)
}
