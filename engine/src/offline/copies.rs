//! One value in two files, `state.a` and `state.b` (rule 35): a crash, a power loss or damage to one of them
//! leaves the newest value, or the one before it with words that say so.
//!
//! What cannot be noticed: an older pair put in the place of both, and an older copy beside a newer one that is
//! damaged. The close token of rule 42 tells whether the database is of the same time.

mod form;
#[cfg(test)]
mod tests;

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use self::form::{encode, judge, look};
use super::error::{Error, Result};
use super::files::{Step, part, replacing};

/// What the two files say.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// There are none: no window was planned, or the last one is over.
    Absent,
    /// The newest whole one.
    Good {
        /// What it keeps.
        value: T,
        /// How often the value had been written: the higher is the newer.
        generation: u64,
        /// What is wrong with the other one.
        damaged: Option<Damage>,
    },
    /// There are files, and none can be believed: Lull stays offline until `lull ctl reopen`.
    Damaged {
        /// What is wrong with each, for the operator.
        words: String,
    },
}

/// What is wrong with one copy; the value came from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Which one.
    pub copy: Which,
    /// What is wrong and what was done, with the file's name, in one line.
    pub words: String,
}

/// One of the two copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// `state.a`.
    A,
    /// `state.b`.
    B,
}

impl Which {
    /// Its file's name in the data folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "state.a",
            Self::B => "state.b",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// The two copies, for the owner of the data folder. Its methods block on the disk.
#[derive(Debug)]
pub struct Copies<T> {
    folder: PathBuf,
    generation: u64,
    /// The one that is older, missing or damaged; it is always written and removed first.
    worse: Which,
    value: PhantomData<fn(&T) -> T>,
}

impl<T: Serialize + DeserializeOwned> Copies<T> {
    /// Reads the two files and changes nothing. A file that the host does not let be read is a damaged one.
    #[must_use]
    pub fn read(folder: &Path) -> Found<T> {
        judge(look(folder, Which::A), look(folder, Which::B)).0
    }

    /// Reads the two files and writes a damaged, missing or older copy anew from the good one; when that fails,
    /// the words of [`Damage`] say so, and the next [`write`](Self::write) begins with that copy.
    #[must_use]
    pub fn open(folder: &Path) -> (Self, Found<T>) {
        let (mut found, newest) = judge::<T>(look(folder, Which::A), look(folder, Which::B));
        let mut copies =
            Self { folder: folder.to_path_buf(), generation: 0, worse: Which::A, value: PhantomData };
        if let (Found::Good { generation, damaged, .. }, Some((which, bytes))) = (&mut found, newest) {
            (copies.generation, copies.worse) = (*generation, which.other());
            if let Some(damage) = damaged {
                let steps = replacing(folder, which.other().name(), bytes);
                match steps.iter().try_for_each(Step::take) {
                    Ok(()) => damage.words.push_str(&format!("; it was written anew from {}", which.name())),
                    Err(error) => damage.words.push_str(&format!("; writing it anew failed: {error}")),
                }
            }
        }
        (copies, found)
    }

    /// Writes a value to both, one after the other, the older first: at every instant one of them is whole.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Encode`]. After an error the value may be found after a restart or not, as one
    /// copy may have it: write again, or act as if it were in force.
    pub fn write(&mut self, value: &T) -> Result<()> {
        let generation = self.generation.saturating_add(1);
        let bytes = encode(generation, value).map_err(Error::encode(&self.folder.join(self.worse.name())))?;
        // A number is never used for two values, even when its write failed midway.
        self.generation = generation;
        for (which, steps) in self.writing(&bytes) {
            steps.iter().try_for_each(Step::take)?;
            self.worse = which.other();
        }
        Ok(())
    }

    fn writing(&self, bytes: &[u8]) -> [(Which, [Step; 3]); 2] {
        let steps = |which: Which| (which, replacing(&self.folder, which.name(), bytes.to_vec()));
        [steps(self.worse), steps(self.worse.other())]
    }

    /// Removes both, when no window is left. The older or damaged one goes first, and durably, so that a crash
    /// in between leaves the newest value, never an older one.
    ///
    /// # Errors
    /// [`Error::Io`]; the newest value may then still be found: remove again.
    pub fn remove(&mut self) -> Result<()> {
        self.removing().iter().try_for_each(Step::take)
    }

    fn removing(&self) -> Vec<Step> {
        let gone = |which: Which| {
            [
                Step::Remove(part(&self.folder, which.name())),
                Step::Remove(self.folder.join(which.name())),
                Step::Sync(self.folder.clone()),
            ]
        };
        [self.worse, self.worse.other()].into_iter().flat_map(gone).collect()
    }
}
