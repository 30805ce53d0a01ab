//! Where the database is.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

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
