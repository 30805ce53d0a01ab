//! Looks whether a database that comes back may be used (rule 40).

use std::time::Duration;

use super::{Place, Store};
use crate::error::{Error, Result};
use crate::params;

/// How long a look at the whole file may take. What is damaged shows early; a larger file is used unseen to its end.
const LOOK: Duration = Duration::from_secs(60);

impl Store {
    /// Whether it may be opened: a `-wal` beside a file that was closed clean belongs to another state of it, and would
    /// be read into it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] in words that name the file and the cure.
    pub fn may_be_opened(&self, was_clean: bool) -> Result<()> {
        let Place::Sqlite(path) = self.place() else { return Ok(()) };
        let mut wal = path.clone().into_os_string();
        wal.push("-wal");
        let wal = std::path::PathBuf::from(wal);
        let has_rows = wal.metadata().is_ok_and(|found| found.len() > 0);
        if was_clean && has_rows {
            return Err(Error::Unavailable(format!(
                "{} was not there when the database was closed: it belongs to another state of the database. Close what wrote it, or move it away",
                wal.display()
            )));
        }
        Ok(())
    }

    /// Looks at what was opened: SQLite reads its file through, PostgreSQL answers the gate's row. The schema was
    /// brought up to date when it was opened.
    ///
    /// # Errors
    /// [`Error::Unavailable`] in words that say what is wrong.
    pub async fn check(&self) -> Result<()> {
        let mut tx = self.read().await?;
        if !tx.is_postgres() {
            match tx.one_within(LOOK, "PRAGMA quick_check(1)").await? {
                Some((words,)) if words == "ok" => {}
                Some((words,)) => {
                    let words: String = words;
                    let words = format!("the database is damaged ({words}): put a whole one in its place");
                    return Err(Error::Unavailable(words));
                }
                None => tracing::warn!("the database is large: it is opened before all of it was checked"),
            }
        }
        let gates = tx.count("SELECT COUNT(*) FROM gate WHERE id = 1", params![]).await?;
        if gates == 1 {
            Ok(())
        } else {
            Err(Error::Unavailable(
                "the database has no gate: it is not one of Lull's, or is incomplete".to_owned(),
            ))
        }
    }
}
