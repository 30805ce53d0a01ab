//! Processes and their versions.

use domain::catalog::{Process, ProcessSummary, ProcessVersion};
use domain::id::ProcessId;
use domain::page::{MOST, Page, USUAL};
use domain::permission::Person;
use domain::process::Definition;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Tx, json, person_of, read, read_json};
use crate::error::{Error, Result};
use crate::params;

#[derive(FromRow)]
struct SummaryRow {
    id: String,
    name: String,
    kind: String,
    description: Option<String>,
    newest: i64,
    steps: i64,
    changed: i64,
    author_id: Option<String>,
    author: String,
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// One page, by name.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn list(
    tx: &mut Tx,
    search: Option<&str>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Page<ProcessSummary>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let search = search.map(str::trim).filter(|text| !text.is_empty());
    let search = search.map(|text| format!("%{}", super::like_prefix(&text.to_lowercase())));
    let sql = "SELECT id, name, kind, description, newest, steps, changed, author_id, author FROM process \
               WHERE (CAST($1 AS TEXT) IS NULL OR name > $1) AND (CAST($2 AS TEXT) IS NULL OR LOWER(name) LIKE $2) \
               ORDER BY name LIMIT $3";
    let rows: Vec<SummaryRow> = tx.all(sql, params![cursor.map(str::to_owned), search, limit + 1]).await?;
    let items = rows
        .into_iter()
        .map(|row| {
            Ok(ProcessSummary {
                id: read("process's id", &row.id)?,
                name: row.name,
                kind: row.kind,
                description: row.description,
                version: small(row.newest),
                steps: small(row.steps),
                changed: Timestamp::from_micros(row.changed),
                author: person_of(row.author_id, row.author)?,
                last: None,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(super::page(items, limit, |item| item.name.clone()))
}

#[derive(FromRow)]
struct VersionRow {
    id: String,
    name: String,
    newest: i64,
    version: i64,
    source: String,
    definition: String,
    created: i64,
    author_id: Option<String>,
    author: String,
}

/// One version, whole; the newest when none is named. The process by name or id.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn get(tx: &mut Tx, name_or_id: &str, version: Option<u32>) -> Result<Process> {
    let sql = "SELECT p.id, p.name, p.newest, v.version, v.source, v.definition, v.created, v.author_id, v.author \
               FROM process p JOIN process_version v ON v.process = p.id \
               AND v.version = COALESCE(CAST($2 AS BIGINT), p.newest) WHERE p.id = $1 OR p.name = $1";
    let row: Option<VersionRow> = tx.one(sql, params![name_or_id, version.map(i64::from)]).await?;
    let shown: String = name_or_id.chars().take(100).collect();
    let row = row.ok_or_else(|| {
        Error::NotFound(match version {
            None => format!("process {shown}"),
            Some(version) => format!("version {version} of a process {shown}"),
        })
    })?;
    Ok(Process {
        id: read("process's id", &row.id)?,
        name: row.name,
        version: small(row.version),
        newest: small(row.newest),
        source: row.source,
        definition: read_json::<Definition>("definition", &row.definition)?,
        created: Timestamp::from_micros(row.created),
        author: person_of(row.author_id, row.author)?,
    })
}

#[derive(FromRow)]
struct ListedRow {
    version: i64,
    created: i64,
    author_id: Option<String>,
    author: String,
}

impl ListedRow {
    fn into_version(self) -> Result<ProcessVersion> {
        Ok(ProcessVersion {
            version: small(self.version),
            created: Timestamp::from_micros(self.created),
            author: person_of(self.author_id, self.author)?,
        })
    }
}

/// One page of versions, newest first; the cursor is the last one's number.
///
/// # Errors
/// When the cursor is none, or the database refuses or does not answer.
pub async fn version_page(
    tx: &mut Tx,
    process: ProcessId,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Page<ProcessVersion>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = cursor.map(super::cursor::<u32>).transpose()?;
    let sql = "SELECT version, created, author_id, author FROM process_version WHERE process = $1 \
               AND (CAST($2 AS BIGINT) IS NULL OR version < $2) ORDER BY version DESC LIMIT $3";
    let rows: Vec<ListedRow> = tx.all(sql, params![process, cursor.map(i64::from), limit + 1]).await?;
    let versions: Result<Vec<_>> = rows.into_iter().map(ListedRow::into_version).collect();
    Ok(super::page(versions?, limit, |version| version.version.to_string()))
}

/// A version to be saved.
#[derive(Debug)]
pub struct NewVersion<'a> {
    /// The process.
    pub process: ProcessId,
    /// The version, from 1.
    pub version: u32,
    /// As it was written.
    pub source: &'a str,
    /// As it was understood.
    pub definition: &'a Definition,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: &'a Person,
}

/// Saves a version; the first one makes the process.
///
/// # Errors
/// [`Error::Stale`] when somebody else saved that version first; [`Error::Invalid`] when the name is taken.
pub async fn save(tx: &mut Tx, new: &NewVersion<'_>) -> Result<()> {
    let definition = new.definition;
    let taken: Option<(String,)> = tx
        .one("SELECT id FROM process WHERE name = $1 AND id <> $2", params![&definition.name, new.process])
        .await?;
    if taken.is_some() {
        let message = format!("there is a process called {} already: choose another name", definition.name);
        return Err(Error::field("name", message));
    }
    let steps = u32::try_from(definition.steps.len()).unwrap_or(u32::MAX);
    let sql = "INSERT INTO process (id, name, kind, description, newest, steps, changed, author_id, author) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT (id) DO UPDATE SET name = $2, kind = $3, description = $4, newest = $5, steps = $6, \
               changed = $7, author_id = $8, author = $9 WHERE process.newest = $5 - 1";
    let params = params![
        new.process,
        &definition.name,
        definition.kind.as_str(),
        definition.description.clone(),
        new.version,
        steps,
        new.at,
        new.author.id,
        &new.author.name
    ];
    if tx.run(sql, params).await? == 0 {
        return Err(Error::Stale {
            epoch: u64::from(new.version),
            changed: "somebody else saved a newer version meanwhile: look at it, then save again".to_owned(),
        });
    }
    let sql = "INSERT INTO process_version (process, version, source, definition, created, author_id, author) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = params![
        new.process,
        new.version,
        new.source,
        json(definition)?,
        new.at,
        new.author.id,
        &new.author.name
    ];
    tx.run(sql, params).await?;
    tx.run("UPDATE gate SET saves = saves + 1 WHERE id = 1", params![]).await.map(drop)
}
