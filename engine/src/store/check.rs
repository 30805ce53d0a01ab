//! Looks whether a database that comes back may be used (rule 40).

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{Place, Store};
use crate::error::{Error, Result};
use crate::params;

/// How long a server may take to answer a call.
const ANSWER: Duration = Duration::from_secs(5);

/// How much of a database was looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// All that is to be.
    Whole,
    /// SQLite's file was not read to its end in time.
    InPart,
}

impl Store {
    /// Whether it may be opened: a file that is away is not to be made anew, and a `-wal` beside one that was closed clean
    /// belongs to another state of it, and would be read into it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] in words that name the file and the cure.
    pub fn may_be_opened(&self, was_clean: bool) -> Result<()> {
        let Place::Sqlite(path) = self.place() else { return Ok(()) };
        if !path.exists() {
            let words = format!("{} is not there: put the database back in its place", path.display());
            return Err(Error::Unavailable(words));
        }
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

    /// Whether somebody answers at its address. A pool that is refused tries again by itself, and tells in the end of its
    /// own patience only.
    ///
    /// # Errors
    /// [`Error::Unavailable`] in the server's or the host's words.
    pub async fn answers(&self) -> Result<()> {
        let Place::Postgres(url) = self.place() else { return Ok(()) };
        let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
        let call = async { options.connect().await?.close().await };
        match tokio::time::timeout(ANSWER, call).await {
            Ok(answered) => Ok(answered?),
            Err(_) => Err(Error::Unavailable("the database does not answer".to_owned())),
        }
    }

    /// Looks at what was opened: SQLite reads its file through, PostgreSQL answers the gate's row. The schema was
    /// brought up to date when it was opened. What is damaged shows early: a file that takes longer than `look` is used unseen
    /// to its end.
    ///
    /// # Errors
    /// [`Error::Unavailable`] in words that say what is wrong.
    pub async fn check(&self, look: Duration) -> Result<Seen> {
        let mut tx = self.read().await?;
        let mut seen = Seen::Whole;
        if !tx.is_postgres() {
            match tx.one_within(look, "PRAGMA quick_check(1)").await? {
                Some((words,)) if words == "ok" => {}
                Some((words,)) => {
                    let words: String = words;
                    let words = format!("the database is damaged ({words}): put a whole one in its place");
                    return Err(Error::Unavailable(words));
                }
                None => {
                    tracing::warn!("the database is large: it is opened before all of it was checked");
                    // The look goes on for a while, and its connection answers nothing before it has ended.
                    tx = self.read().await?;
                    seen = Seen::InPart;
                }
            }
        }
        let gates = tx.count("SELECT COUNT(*) FROM gate WHERE id = 1", params![]).await?;
        if gates == 1 {
            Ok(seen)
        } else {
            Err(Error::Unavailable(
                "the database has no gate: it is not one of Lull's, or is incomplete".to_owned(),
            ))
        }
    }
}
