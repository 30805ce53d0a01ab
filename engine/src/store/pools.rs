//! Connections, and how they are set.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Postgres, Transaction};

use super::Place;

/// How long a call waits for its turn before the database counts as busy.
pub(super) const TURN: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
/// How many pages the `-wal` grows to (16 MiB) before a commit writes it back: SQLite's own 1,000 would make one start in
/// hundred wait for that.
const WAL_PAGES: &str = "4000";
const CONNECTIONS: u32 = 16;

/// Connections of either kind.
#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

impl Pools {
    /// Connects. `node` names this process to PostgreSQL.
    pub(super) async fn open(place: &Place, node: &str) -> Result<Self, sqlx::Error> {
        match place {
            Place::Sqlite(path) => open_sqlite(path).await,
            Place::Postgres(url) => open_postgres(url, node).await,
        }
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, sqlx::Error> {
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
async fn open_postgres(url: &str, node: &str) -> Result<Pools, sqlx::Error> {
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

/// Begins on a connection that is alive. They are not tried before they are given out, which would cost each
/// transaction a round trip; on one that broke meanwhile nothing has begun, so that another is taken.
pub(super) async fn alive(
    pool: &PgPool,
    begin: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
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
