//! What this process writes is its owner's alone (rule 48).

use rustix::fs::Mode;

/// From now on nobody else reads a new file: the database beside its `-wal` and `-shm` first of all.
pub(crate) fn files() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
}
