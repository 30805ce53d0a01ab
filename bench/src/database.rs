//! Engines on fresh databases, and raw connections to the same kind of database.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::permission::{Authority, Permit, Person, Role, RunProcesses};
use engine::{Clock, Config, Engine};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Executor};
use tempfile::TempDir;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Where databases are made: SQLite always, PostgreSQL when `LULL_TEST_POSTGRES` names one.
#[derive(Clone, Debug)]
pub enum Kind {
    Sqlite,
    Postgres(String),
}

impl Kind {
    pub fn all() -> Vec<Self> {
        let mut kinds = vec![Self::Sqlite];
        kinds.extend(std::env::var("LULL_TEST_POSTGRES").ok().map(Self::Postgres));
        kinds
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// A fresh database's URL; none is the file in the data folder.
    pub async fn fresh(&self) -> Result<Option<String>, sqlx::Error> {
        let Self::Postgres(base) = self else { return Ok(None) };
        // By chance: pids come back while a cluster lives.
        let name = format!("bench_{:016x}", RandomState::new().hash_one("bench"));
        let mut connection = sqlx::PgConnection::connect(base).await?;
        connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
        let (server, options) = base.split_once('?').map_or((base.as_str(), None), |(s, o)| (s, Some(o)));
        let (server, _) = server
            .rsplit_once('/')
            .ok_or_else(|| sqlx::Error::Configuration("LULL_TEST_POSTGRES names no database".into()))?;
        Ok(Some(format!("{server}/{name}{}", options.map(|o| format!("?{o}")).unwrap_or_default())))
    }
}

/// An engine with the process `done` of one `finish` step.
pub struct Bench {
    pub engine: Engine,
    pub permit: Permit<RunProcesses>,
    pub authority: Authority,
    pub dir: TempDir,
}

pub const DONE: &str = "name: done\nkind: global\nsteps: [{ id: end, finish: { outcome: succeeded } }]\n";

impl Bench {
    pub async fn new(kind: &Kind) -> Result<Self, String> {
        let words = |error: &dyn std::fmt::Display| error.to_string();
        let dir = tempfile::tempdir().map_err(|error| words(&error))?;
        let mut config = Config::new(dir.path());
        config.database_url = kind.fresh().await.map_err(|error| words(&error))?;
        config.admin_password = Some("bench password".to_owned());
        // No worker ticks here, which would begin a step that had to wait for its turn.
        config.parallel_steps = 1_024;
        let (engine, _) = Engine::open(config, Clock::system()).await.map_err(|error| words(&error))?;
        let person = Person::system("bench");
        let authority = Authority::vouched(person, Role::Administrator);
        let permit = authority.permit::<RunProcesses>().map_err(|error| words(&error))?;
        let edit = authority.permit().map_err(|error| words(&error))?;
        engine.create_process(&edit, DONE).await.map_err(|error| words(&error))?;
        Ok(Self { engine, permit, authority, dir })
    }
}

/// Raw gated commits: lock the gate, read it, insert one row, commit; what any durable gate must pay.
pub enum Raw {
    Sqlite {
        pool: sqlx::SqlitePool,
        /// Removed when this is dropped.
        _dir: TempDir,
    },
    Postgres(sqlx::PgPool),
}

const TABLES: &str = "CREATE TABLE gate (id BIGINT PRIMARY KEY, epoch BIGINT NOT NULL)";
const ROWS: &str = "CREATE TABLE start (id TEXT PRIMARY KEY, status TEXT NOT NULL, actor TEXT NOT NULL, created BIGINT NOT NULL)";

impl Raw {
    pub async fn new(kind: &Kind) -> Result<Self, sqlx::Error> {
        let raw = match kind.fresh().await? {
            Some(url) => Self::Postgres(sqlx::PgPool::connect(&url).await?),
            None => {
                let dir = tempfile::tempdir().map_err(sqlx::Error::Io)?;
                let options = SqliteConnectOptions::from_str(&format!(
                    "sqlite:{}",
                    dir.path().join("raw.db").display()
                ))?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full);
                Self::Sqlite {
                    pool: SqlitePoolOptions::new().max_connections(1).connect_with(options).await?,
                    _dir: dir,
                }
            }
        };
        for sql in [TABLES, ROWS, "INSERT INTO gate VALUES (1, 1)"] {
            match &raw {
                Self::Sqlite { pool, .. } => pool.execute(sql).await.map(|_| ())?,
                Self::Postgres(pool) => pool.execute(sql).await.map(|_| ())?,
            }
        }
        Ok(raw)
    }

    pub async fn start(&self) -> Result<(), sqlx::Error> {
        const READ: &str = "SELECT epoch FROM gate WHERE id = 1";
        const WRITE: &str =
            "INSERT INTO start (id, status, actor, created) VALUES ($1, 'running', 'bench', 0)";
        let id = format!("req_{:032}", NEXT.fetch_add(1, Ordering::Relaxed));
        match self {
            Self::Sqlite { pool, .. } => {
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                sqlx::query(READ).fetch_one(&mut *tx).await?;
                sqlx::query(WRITE).bind(id).execute(&mut *tx).await?;
                tx.commit().await
            }
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                sqlx::query("SELECT pg_advisory_xact_lock_shared(7)::text").execute(&mut *tx).await?;
                sqlx::query(READ).fetch_one(&mut *tx).await?;
                sqlx::query(WRITE).bind(id).execute(&mut *tx).await?;
                tx.commit().await
            }
        }
    }
}
