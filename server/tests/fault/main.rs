//! Faults, told from outside: a real `lull serve` on either database that is killed, starved of its database,
//! left by its callers, and asked for more than it can do at once. Each test names its row of the list of faults.
//!
//! `LULL_FAULTS=long` multiplies the rounds; `LULL_SEED` repeats a run whose seed was printed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "where a test cannot go on, it fails"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "faults strike a process of its own, at instants of the host's clock"
)]

mod harness;

mod entrances;
mod every_write;
mod floods;
mod folders;
mod free;
mod hostile;
mod hung;
mod kills;
mod leavers;
mod leaving;
mod locked;
mod offline;
mod offline_down;
mod offline_forced;
mod offline_guide;
mod offline_halfway;
mod offline_hung;
mod offline_kills;
mod offline_migrated;
mod offline_restored;
mod offline_stuck;
mod offline_torn;
mod offline_untouched;
mod offline_upgraded;
mod orphans;
mod slow;
mod stalls;
mod tabs;
mod unanswered;
