//! Connects, migrates, and begins transactions.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Postgres, Transaction};

use super::{On, Tx};
use crate::error::{Error, Result};
use crate::to_the_end::ToTheEnd;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// How long a call waits for its turn before the database counts as busy.
const TURN: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
/// How many pages the `-wal` grows to (16 MiB) before a commit writes it back: SQLite's own 1,000 would make one start in
/// hundred wait for that.
const WAL_PAGES: &str = "4000";
const CONNECTIONS: u32 = 16;

/// Where the database is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A server, by URL.
    Postgres(String),
}

impl Place {
    /// Reads `LULL_DATABASE_URL`; none is the file `lull.db` in the data folder.
    ///
    /// # Errors
    /// In words, when it is neither `sqlite:…` nor `postgres://…`.
    pub fn parse(url: Option<&str>, data_dir: &Path) -> std::result::Result<Self, String> {
        match url {
            None => Ok(Self::Sqlite(data_dir.join("lull.db"))),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                PgConnectOptions::from_str(url)
                    .map_err(|error| format!("is not a PostgreSQL URL: {error}"))?;
                Ok(Self::Postgres(url.to_owned()))
            }
            Some(url) => url
                .strip_prefix("sqlite:")
                .map(|path| Self::Sqlite(PathBuf::from(path.strip_prefix("//").unwrap_or(path))))
                .ok_or_else(|| "should begin with sqlite: or postgres://".to_owned()),
        }
    }
}

/// Why the database could not be opened, in one line.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be reached or read.
    #[error("cannot open the database: {0}")]
    Connect(#[from] sqlx::Error),
    /// Its schema cannot be brought up to date.
    #[error("cannot bring the database's schema up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// The database, open or closed. All clones share one set of connections, which can be taken out, closed for good
/// and built anew (architecture.md, invariant 6).
#[derive(Clone, Debug)]
pub struct Store {
    door: Arc<RwLock<Door>>,
    place: Arc<Place>,
    node: Arc<str>,
}

#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// Whether anybody gets a connection.
#[derive(Debug, Default)]
pub(super) enum Door {
    /// Whoever asks.
    Open(Pools),
    /// Nobody any more; these are being closed.
    Closing(Pools),
    /// Nobody.
    #[default]
    Closed,
}

impl Store {
    /// Opens the database and brings its schema up to date. `node` names this process to PostgreSQL.
    ///
    /// # Errors
    /// [`OpenError`] in one line.
    pub async fn open(place: &Place, node: &str) -> std::result::Result<Self, OpenError> {
        let store = Self::closed(place, node);
        store.reopen().await?;
        Ok(store)
    }

    /// The database, not looked at yet: [`Store::reopen`] opens it.
    #[must_use]
    pub fn closed(place: &Place, node: &str) -> Self {
        Self { door: Arc::default(), place: Arc::new(place.clone()), node: node.into() }
    }

    /// Opens it again after [`Store::close`]; harmless while it is open.
    ///
    /// # Errors
    /// [`OpenError`] in one line.
    pub async fn reopen(&self) -> std::result::Result<(), OpenError> {
        if self.open_pools().is_some() {
            return Ok(());
        }
        let pools = match &*self.place {
            Place::Sqlite(path) => open_sqlite(path).await?,
            Place::Postgres(url) => open_postgres(url, &self.node).await?,
        };
        let migrated = match &pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Pools::Postgres(pool) => POSTGRES.run(pool).await,
        };
        if let Err(error) = migrated {
            // It is closed as soon as it lets go; nobody waits for a server that hangs.
            let _ = tokio::time::timeout(TURN, super::close::close(pools)).await;
            return Err(error.into());
        }
        *self.door() = Door::Open(pools);
        Ok(())
    }

    /// Whether it is open, or on its way to be closed.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        !matches!(*self.door.read().unwrap_or_else(PoisonError::into_inner), Door::Closed)
    }

    /// Where it is.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// What stands in the door, to be changed.
    pub(super) fn door(&self) -> RwLockWriteGuard<'_, Door> {
        self.door.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_pools(&self) -> Option<Pools> {
        match &*self.door.read().unwrap_or_else(PoisonError::into_inner) {
            Door::Open(pools) => Some(pools.clone()),
            Door::Closing(_) | Door::Closed => None,
        }
    }

    fn pools(&self) -> Result<Pools> {
        self.open_pools().ok_or_else(|| sqlx::Error::PoolClosed.into())
    }

    /// A transaction that reads one state of the database.
    ///
    /// # Errors
    /// When the database is busy, closed, or does not answer.
    pub async fn read(&self) -> Result<Tx> {
        let pools = self.pools()?;
        begun(async move {
            Ok(Tx::new(match pools {
                Pools::Sqlite { readers, .. } => On::Sqlite(readers.begin().await?),
                Pools::Postgres(pool) => {
                    On::Postgres(alive(&pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
                }
            }))
        })
        .await
    }

    /// A transaction that writes. It must be run in a spawned task, so that a leaving browser does not
    /// drop it midway.
    ///
    /// # Errors
    /// When the database is busy, closed, or does not answer.
    pub async fn write(&self) -> Result<Tx> {
        let pools = self.pools()?;
        begun(async move {
            Ok(Tx::new(match pools {
                Pools::Sqlite { writer, .. } => On::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
                Pools::Postgres(pool) => {
                    On::Postgres(alive(&pool, "BEGIN ISOLATION LEVEL READ COMMITTED").await?)
                }
            }))
        })
        .await
    }

    /// How many connections are open, and how many of them idle.
    #[must_use]
    pub fn connections(&self) -> (u32, usize) {
        match self.open_pools() {
            Some(Pools::Sqlite { writer, readers }) => {
                (writer.size() + readers.size(), writer.num_idle() + readers.num_idle())
            }
            Some(Pools::Postgres(pool)) => (pool.size(), pool.num_idle()),
            None => (0, 0),
        }
    }
}

/// Begins on a connection that is alive. They are not tried before they are given out, which would cost each
/// transaction a round trip; on one that broke meanwhile nothing has begun, so that another is taken.
async fn alive(
    pool: &PgPool,
    begin: &'static str,
) -> std::result::Result<Transaction<'static, Postgres>, sqlx::Error> {
    for _ in 0..CONNECTIONS {
        match pool.begin_with(begin).await {
            Err(error) if is_broken(&error) => {}
            done => return done,
        }
    }
    pool.begin_with(begin).await
}

/// Whether the connection is gone: cut off, or ended by the server (57P01 to 57P03, 57P05, 25P03).
fn is_broken(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| code.starts_with("57P") || code == "25P03")
        }
        _ => false,
    }
}

/// Begins to the end: a begin that is dropped midway leaves its connection in a transaction that nobody
/// ends (sqlx 0.9.0). One that comes too late for whoever asked is rolled back.
async fn begun(
    begin: impl Future<Output = std::result::Result<Tx, sqlx::Error>> + Send + 'static,
) -> Result<Tx> {
    super::patiently(ToTheEnd::new(begin)).await
}

async fn open_sqlite(path: &Path) -> std::result::Result<Pools, OpenError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(TURN)
        .disable_statement_logging();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .acquire_timeout(TURN)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(
            options
                .clone()
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .pragma("wal_autocheckpoint", WAL_PAGES)
                .synchronous(SqliteSynchronous::Full),
        )
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .test_before_acquire(false)
        .acquire_timeout(TURN)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.read_only(true));
    Ok(Pools::Sqlite { writer, readers })
}

/// Rule 3's bounds, for every connection.
async fn open_postgres(url: &str, node: &str) -> std::result::Result<Pools, OpenError> {
    let options = PgConnectOptions::from_str(url)?
        .application_name(&format!("lull/{node}"))
        .options([
            ("lock_timeout", "2s"),
            ("statement_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "2s"),
            ("client_connection_check_interval", "1s"),
        ])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .test_before_acquire(false)
        .acquire_timeout(TURN)
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
