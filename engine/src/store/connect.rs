//! Connects, migrates, and begins transactions.

use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use sqlx::migrate::Migrator;

use super::pools::{Pools, TURN, alive};
use super::{On, Place, Tx};
use crate::error::{Error, Result};
use crate::to_the_end::ToTheEnd;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

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
/// and built anew.
#[derive(Clone, Debug)]
pub struct Store {
    door: Arc<RwLock<Door>>,
    place: Arc<Place>,
    node: Arc<str>,
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
        let pools = Pools::open(&self.place, &self.node).await?;
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

/// Begins to the end: a begin that is dropped midway leaves its connection in a transaction that nobody
/// ends (sqlx 0.9.0). One that comes too late for whoever asked is rolled back.
async fn begun(
    begin: impl Future<Output = std::result::Result<Tx, sqlx::Error>> + Send + 'static,
) -> Result<Tx> {
    super::patiently(ToTheEnd::new(begin)).await
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
