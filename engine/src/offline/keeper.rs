//! Keeps what is remembered: in memory for whoever looks, on disk for the next process.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use domain::id::HoldId;
use domain::maintenance::{Hold, HoldKind, Standing};
use domain::time::Timestamp;
use tokio::sync::watch;

use super::memory::{Memory, Mode};
use super::runs::Looked;
use super::{Copies, Found};
use crate::engine::lock;
use crate::error::{Error, Result};

/// The state file and what it says.
#[derive(Debug)]
pub(crate) struct Keeper {
    copies: Arc<Mutex<Copies<Memory>>>,
    now: watch::Sender<Arc<Memory>>,
    /// Read while a start is journalled; written by whoever reads the journal for the last time.
    pub(super) journalling: tokio::sync::RwLock<()>,
    /// One change at a time.
    pub(super) turn: tokio::sync::Mutex<Attempts>,
    /// One reading of the database at a time. Not under the turn: a database that hangs in one is let go of all the same.
    pub(super) reading: tokio::sync::Mutex<()>,
    /// What runs, which is not written at every start.
    pub(super) looked: Looked,
    /// What is to be remembered of the gate was read, and the state file does not say `closing` yet.
    recalled: AtomicBool,
}

/// As long as this lives, what was read of the gate is what will be remembered.
#[derive(Debug)]
pub(super) struct Recalled<'k>(&'k AtomicBool);

impl Drop for Recalled<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// How reopening goes.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// How often it failed in a row.
    pub(super) failed: u32,
    /// When it is tried again.
    pub(super) next: Option<Timestamp>,
}

impl Keeper {
    /// Reads the state file. One that cannot be believed keeps the database closed (rule 35).
    pub(crate) fn open(folder: &Path) -> Self {
        let (copies, found) = Copies::<Memory>::open(folder);
        let memory = match found {
            Found::Absent => Memory::default(),
            Found::Good { mut value, damaged, .. } => {
                value.sort_people();
                if let Some(damage) = damaged {
                    tracing::warn!(file = damage.copy.name(), "{}", damage.words);
                }
                value
            }
            Found::Damaged { words } => {
                tracing::error!("{words}: Lull stays offline until `lull ctl reopen`");
                // How it was closed, if it was, is not known either: its files belong together.
                let mode = Mode::Offline { forced: true };
                let mut memory = Memory { mode, unreadable: true, ..Memory::default() };
                memory.gate.standing = Standing::Offline(unknown(&words));
                memory.trouble = Some(words);
                memory
            }
        };
        Self {
            copies: Arc::new(Mutex::new(copies)),
            now: watch::channel(Arc::new(memory)).0,
            journalling: tokio::sync::RwLock::default(),
            turn: tokio::sync::Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            looked: Looked::default(),
            recalled: AtomicBool::new(false),
        }
    }

    /// Says that the gate was read for the last time before the database is closed; to be called under its lock.
    pub(super) fn recalls(&self) -> Recalled<'_> {
        self.recalled.store(true, Ordering::SeqCst);
        Recalled(&self.recalled)
    }

    /// Whether a change of the gate that is made in the database now would be lost at the end of the window.
    pub(crate) fn is_past_changes(&self) -> bool {
        // In this order: the one ends after the other has begun.
        self.recalled.load(Ordering::SeqCst) || self.current().mode == Mode::Closing
    }

    /// What is remembered now.
    pub(crate) fn current(&self) -> Arc<Memory> {
        self.now.borrow().clone()
    }

    /// Tells when the database becomes Lull's again.
    pub(crate) fn watch(&self) -> watch::Receiver<Arc<Memory>> {
        self.now.subscribe()
    }

    /// Remembers this: on disk before anybody sees it. With no window planned, before and now, there is nothing on disk.
    pub(crate) async fn keep(&self, memory: Memory) -> Result<()> {
        let memory = Arc::new(memory);
        if memory.is_needed() || self.current().is_needed() {
            self.write(Arc::clone(&memory)).await?;
        }
        self.now.send_replace(memory);
        Ok(())
    }

    async fn write(&self, memory: Arc<Memory>) -> Result<()> {
        let copies = Arc::clone(&self.copies);
        let work = move || {
            let mut copies = lock(&copies);
            if memory.is_needed() { copies.write(&memory) } else { copies.remove() }
        };
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Error::Internal(format!("the state file was not written: {error}")))?
            .map_err(|error| Error::Unavailable(error.to_string()))
    }
}

/// What keeps the database closed while nobody knows which window does.
fn unknown(words: &str) -> Hold {
    Hold {
        id: HoldId::new(uuid::Uuid::nil()),
        kind: HoldKind::Blackout,
        owner: "state file".to_owned(),
        since: Timestamp::from_micros(0),
        reason: Some(words.to_owned()),
        message: None,
        estimated_end: None,
        expires_at: None,
    }
}

#[cfg(test)]
mod tests {
    use domain::id::UserId;
    use domain::permission::Role;

    use super::super::memory::Known;
    use super::*;
    use crate::store::bearer::Bearer;

    fn known(hash: &str) -> Known {
        let bearer = Bearer {
            id: "ses_1".to_owned(),
            user: UserId::new(uuid::Uuid::nil()),
            username: "ada".to_owned(),
            role: Role::Viewer,
            zone: None,
            expires: None,
            last_used: None,
        };
        Known { hash: hash.to_owned(), is_token: false, bearer }
    }

    #[test]
    fn people_are_found_in_whatever_order_an_older_lull_wrote_them() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory {
            mode: Mode::Offline { forced: false },
            closed_at: Some(Timestamp::from_micros(0)),
            people: ["c", "a", "b"].map(known).into(),
            ..Memory::default()
        };
        Copies::open(folder.path()).0.write(&memory).unwrap();
        let memory = Keeper::open(folder.path()).current();
        for hash in ["a", "b", "c"] {
            assert!(memory.bearer(hash, false).is_some(), "{hash}");
        }
        assert!(memory.bearer("a", true).is_none() && memory.bearer("d", false).is_none());
    }
}
