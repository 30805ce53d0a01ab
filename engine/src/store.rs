//! The database: one SQL text, two kinds of it. The two-armed matches are in here and below.

mod check;
mod close;
mod connect;
mod descriptors;
pub(crate) mod drain;
pub mod gate;
pub mod param;
pub mod task;

pub mod account;
pub mod audit;
pub mod bearer;
pub mod blackout;
pub mod calendar;
pub mod feed;
pub mod imported;
pub mod metrics;
pub mod missed;
pub mod person;
mod place;
mod pools;
pub mod process;
pub mod remind;
pub mod request;
pub mod retention;
mod rows;
pub mod setting;
pub mod slots;
pub mod step;

use std::time::Duration;

use sqlx::{FromRow, Postgres, Sqlite, Transaction, postgres::PgRow, sqlite::SqliteRow};

pub use check::Seen;
pub use close::Closed;
pub use connect::{OpenError, Store};
pub use param::Param;
pub use place::Place;
use rows::{Added, Table};

use crate::error::{Error, Result};

/// A row type that both databases can fill; `#[derive(FromRow)]` is enough.
pub trait DbRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<R> DbRow for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A statement that differs between the databases, said out loud.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

/// A transaction on either database. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub struct Tx {
    on: On,
    /// Rows to be added before the next statement, or the commit.
    added: Added,
}

#[derive(Debug)]
enum On {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// The longest that one statement may take before the database counts as not answering.
const PATIENCE: Duration = Duration::from_secs(8);

async fn patiently<T>(work: impl Future<Output = std::result::Result<T, sqlx::Error>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Error::Unavailable("the database does not answer: try again in a moment".to_owned())),
    }
}

macro_rules! bound {
    ($query:expr, $params:expr) => {{
        let mut query = $query;
        for param in $params {
            query = match param {
                Param::Text(value) => query.bind(value),
                Param::Int(value) => query.bind(value),
                Param::Bool(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Tx {
    fn new(on: On) -> Self {
        Self { on, added: Added::default() }
    }

    /// Whether it is one of PostgreSQL's.
    #[must_use]
    pub const fn is_postgres(&self) -> bool {
        matches!(self.on, On::Postgres(_))
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn all<R: DbRow>(&mut self, sql: &'static str, params: Vec<Param>) -> Result<Vec<R>> {
        self.flush().await?;
        match &mut self.on {
            On::Sqlite(tx) => patiently(bound!(sqlx::query_as(sql), params).fetch_all(&mut **tx)).await,
            On::Postgres(tx) => patiently(bound!(sqlx::query_as(sql), params).fetch_all(&mut **tx)).await,
        }
    }

    /// The first row of a query, if there is one.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn one<R: DbRow>(&mut self, sql: &'static str, params: Vec<Param>) -> Result<Option<R>> {
        self.flush().await?;
        match &mut self.on {
            On::Sqlite(tx) => patiently(bound!(sqlx::query_as(sql), params).fetch_optional(&mut **tx)).await,
            On::Postgres(tx) => {
                patiently(bound!(sqlx::query_as(sql), params).fetch_optional(&mut **tx)).await
            }
        }
    }

    /// The first row of a query that may take long; none when it takes longer.
    ///
    /// # Errors
    /// When the database refuses.
    async fn one_within<R: DbRow>(&mut self, limit: Duration, sql: &'static str) -> Result<Option<R>> {
        let work = async {
            match &mut self.on {
                On::Sqlite(tx) => sqlx::query_as(sql).fetch_optional(&mut **tx).await,
                On::Postgres(tx) => sqlx::query_as(sql).fetch_optional(&mut **tx).await,
            }
        };
        match tokio::time::timeout(limit, work).await {
            Ok(found) => Ok(found?),
            Err(_) => Ok(None),
        }
    }

    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn run(&mut self, sql: &'static str, params: Vec<Param>) -> Result<u64> {
        self.flush().await?;
        self.execute(sql, params, true).await
    }

    /// Adds a row. It is written with those of other tables and starts in one go: before the next statement of
    /// this transaction, or at its commit, which then tells what the database says against it.
    pub(crate) fn add(&mut self, table: &'static Table, values: Vec<Param>) {
        self.added.add(table, values);
    }

    async fn flush(&mut self) -> Result<()> {
        for batch in self.added.take(self.is_postgres()) {
            self.execute(sqlx::AssertSqlSafe(batch.sql), batch.params, batch.is_usual).await?;
        }
        Ok(())
    }

    async fn execute(&mut self, sql: impl sqlx::SqlSafeStr, params: Vec<Param>, keep: bool) -> Result<u64> {
        match &mut self.on {
            On::Sqlite(tx) => {
                let query = bound!(sqlx::query(sql), params).persistent(keep);
                patiently(query.execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
            On::Postgres(tx) => {
                let query = bound!(sqlx::query(sql), params).persistent(keep);
                patiently(query.execute(&mut **tx)).await.map(|done| done.rows_affected())
            }
        }
    }

    /// Runs a statement that differs between the databases.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn run_split(&mut self, sql: Split, params: Vec<Param>) -> Result<u64> {
        let text = if self.is_postgres() { sql.postgres } else { sql.sqlite };
        self.run(text, params).await
    }

    /// A number that a query counts.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn count(&mut self, sql: &'static str, params: Vec<Param>) -> Result<u64> {
        let row: Option<(i64,)> = self.one(sql, params).await?;
        Ok(row.map_or(0, |(count,)| count.unsigned_abs()))
    }

    /// Makes it last.
    ///
    /// # Errors
    /// [`Error::OutcomeUnknown`] when the database did not answer, else its refusal.
    pub async fn commit(mut self) -> Result<()> {
        self.flush().await?;
        fail::fail_point!("commit-before", |_| std::process::abort());
        let work = async {
            match self.on {
                On::Sqlite(tx) => tx.commit().await,
                On::Postgres(tx) => tx.commit().await,
            }
        };
        let done = tokio::time::timeout(PATIENCE, work).await;
        fail::fail_point!("commit-after", |_| std::process::abort());
        match done {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if !says_no(&error) => Err(Error::OutcomeUnknown),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Error::OutcomeUnknown),
        }
    }
}

/// Whether a failed commit certainly changed nothing. A connection that broke, or a server that was shut down
/// meanwhile, may have taken it.
fn says_no(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().is_some_and(|code| !(code.starts_with("08") || code.starts_with("57P")))
}

/// Reads a typed value out of a column.
///
/// # Errors
/// [`Error::Internal`] naming what cannot be read.
pub fn read<T: std::str::FromStr>(what: &str, text: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| Error::unreadable(what, error))
}

/// Reads JSON out of a column.
///
/// # Errors
/// [`Error::Internal`] naming what cannot be read.
pub fn read_json<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::unreadable(what, error))
}

/// Writes JSON for a column.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(format!("cannot write JSON: {error}")))
}

/// A person out of two columns.
///
/// # Errors
/// [`Error::Internal`] when the id cannot be read.
pub fn person_of(id: Option<String>, name: String) -> Result<domain::permission::Person> {
    Ok(domain::permission::Person { id: id.map(|id| read("user's id", &id)).transpose()?, name })
}

/// A cursor that came from outside.
///
/// # Errors
/// [`Error::Invalid`] naming the field.
pub fn cursor<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| {
        Error::field("cursor", "is not a cursor of this list: leave it out to begin at the start")
    })
}

/// One page out of a query that asked for one row more than the limit.
pub fn page<T>(mut items: Vec<T>, limit: u32, key: impl Fn(&T) -> String) -> domain::page::Page<T> {
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = if more { items.last().map(key) } else { None };
    domain::page::Page { items, next }
}

/// A `LIKE` pattern for texts that begin with this one.
#[must_use]
pub fn like_prefix(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    // What means something in a pattern stands for any one character: it finds itself, and hardly anything else.
    pattern.extend(text.chars().map(|c| if matches!(c, '%' | '\\') { '_' } else { c }));
    pattern.push('%');
    pattern
}
