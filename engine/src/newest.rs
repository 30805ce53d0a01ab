//! The newest versions of processes, remembered: a start need not look its process up each time.
//!
//! What is remembered may be outdated, on another node or by a save of this moment. The gate's row counts the saves,
//! and a start reads it anyway: one whose process may have been saved since is made once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::process::Definition;
use domain::request::ProcessRef;

use crate::engine::{Engine, lock};
use crate::error::Result;
use crate::store::{gate, process};

/// A process in its newest version.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) process: ProcessRef,
    pub(crate) definition: Arc<Definition>,
    /// How often a process had been saved when it was read.
    pub(crate) saves: u64,
}

/// What is remembered: by what was asked for, a name or an id.
#[derive(Debug, Default)]
pub(crate) struct Newest(Mutex<HashMap<String, Known>>);

/// More than this are forgotten together.
const MOST: usize = 1_000;

impl Newest {
    fn get(&self, name_or_id: &str) -> Option<Known> {
        lock(&self.0).get(name_or_id).cloned()
    }

    fn put(&self, name_or_id: &str, known: &Known) {
        let mut all = lock(&self.0);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(name_or_id.to_owned(), known.clone());
    }

    /// Forgets everything: a process was saved.
    pub(crate) fn forget(&self) {
        lock(&self.0).clear();
    }
}

impl Engine {
    /// A process by name or id in its newest version, as it was last read.
    pub(crate) async fn newest(&self, name_or_id: &str) -> Result<Known> {
        if let Some(known) = self.newest.get(name_or_id) {
            return Ok(known);
        }
        self.read_newest(name_or_id).await
    }

    /// A process by name or id in its newest version, read now.
    pub(crate) async fn read_newest(&self, name_or_id: &str) -> Result<Known> {
        let mut tx = self.store.read().await?;
        let (_, saves) = gate::state_and_saves(&mut tx).await?;
        let read = process::get(&mut tx, name_or_id, None).await?;
        let process = ProcessRef { id: read.id, name: read.name, version: read.version };
        let definition = self.keep_definition(process.id, process.version, read.definition);
        let known = Known { process, definition, saves };
        self.newest.put(name_or_id, &known);
        Ok(known)
    }
}
