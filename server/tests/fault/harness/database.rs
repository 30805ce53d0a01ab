//! A fresh database of either kind, and connections of the test's own to it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Db {
    Sqlite,
    Postgres,
}

/// Makes a database; its URL, when it is not the file in the data folder.
pub async fn make(db: Db) -> Option<String> {
    match db {
        Db::Sqlite => None,
        Db::Postgres => {
            let base = std::env::var("LULL_TEST_POSTGRES").expect(
                "LULL_TEST_POSTGRES should be a superuser's URL; `cargo xtask with-postgres` sets it",
            );
            // By chance: pids come back while a cluster lives.
            let name = format!("fault_{:016x}", RandomState::new().hash_one("fault"));
            let mut connection = PgConnection::connect(&base).await.unwrap();
            connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
            connection.close().await.unwrap();
            let (server, options) = base.split_once('?').map_or((base.as_str(), None), |(s, o)| (s, Some(o)));
            let server = server.rsplit_once('/').unwrap().0;
            Some(format!("{server}/{name}{}", options.map(|o| format!("?{o}")).unwrap_or_default()))
        }
    }
}

/// Where the database is, for somebody who looks into it past Lull.
#[derive(Clone)]
pub enum Look {
    Sqlite(PathBuf),
    Postgres(String),
}

/// A connection of the test's own.
pub enum Own {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Look {
    pub fn at(url: Option<&str>, data: &Path) -> Self {
        url.map_or_else(|| Self::Sqlite(data.join("lull.db")), |url| Self::Postgres(url.to_owned()))
    }

    pub async fn connect(&self) -> Own {
        match self {
            Self::Sqlite(path) => {
                Own::Sqlite(SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap())
            }
            Self::Postgres(url) => Own::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    /// A number, asked by a connection of its own.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let own = self.connect().await;
        let (count, own) = match own {
            Own::Sqlite(mut c) => (sqlx::query_scalar(sql).fetch_one(&mut c).await.unwrap(), Own::Sqlite(c)),
            Own::Postgres(mut c) => {
                (sqlx::query_scalar(sql).fetch_one(&mut c).await.unwrap(), Own::Postgres(c))
            }
        };
        own.close().await;
        count
    }
}

impl Own {
    pub async fn run(&mut self, sql: &'static str) {
        match self {
            Self::Sqlite(connection) => drop(connection.execute(sql).await.unwrap()),
            Self::Postgres(connection) => drop(connection.execute(sql).await.unwrap()),
        }
    }

    pub async fn close(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
        }
    }
}
