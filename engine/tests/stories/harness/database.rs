//! A fresh database of either kind, and a look into it past the engine.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use engine::Config;
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};

#[derive(Clone, Copy, Debug)]
pub enum Db {
    Sqlite,
    Postgres,
}

/// Makes a database; its URL, when it is not the file in the data folder.
pub async fn make(db: Db) -> Option<String> {
    match db {
        Db::Sqlite => None,
        Db::Postgres => {
            let base = std::env::var("LULL_TEST_POSTGRES")
                .expect("LULL_TEST_POSTGRES should be a superuser's URL; `cargo xtask test` starts a server and sets it");
            // By chance: pids come back while a cluster lives.
            let name = format!("story_{:016x}", RandomState::new().hash_one("story"));
            let mut connection = PgConnection::connect(&base).await.unwrap();
            connection.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
            connection.close().await.unwrap();
            let (server, options) = base.split_once('?').map_or((base.as_str(), None), |(s, o)| (s, Some(o)));
            let server = server.rsplit_once('/').unwrap().0;
            Some(format!("{server}/{name}{}", options.map(|o| format!("?{o}")).unwrap_or_default()))
        }
    }
}

/// A number, asked by a connection of the test's own.
pub async fn count(config: &Config, sql: &'static str) -> i64 {
    match &config.database_url {
        Some(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
        None => {
            let url = format!("sqlite:{}?mode=ro", config.data_dir.join("lull.db").display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
    }
}

/// Changes rows past the engine, as a process that died at a certain point would have left them.
pub async fn change(config: &Config, sql: &'static str) {
    match &config.database_url {
        Some(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
        None => {
            let url = format!("sqlite:{}", config.data_dir.join("lull.db").display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}
