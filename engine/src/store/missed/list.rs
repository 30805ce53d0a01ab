//! The ledger, read: page by page, or the newest rows of one hold.

use domain::id::{HoldId, MissedId};
use domain::missed::Missed;
use domain::page::{MOST, Page, USUAL};
use domain::time::Timestamp;
use sqlx::FromRow;

use crate::error::Result;
use crate::params;
use crate::store::{self, Tx, person_of, read, read_json};

#[derive(FromRow)]
struct Row {
    id: String,
    process_name: String,
    actor_id: Option<String>,
    actor: String,
    times: i64,
    first_at: i64,
    last_at: i64,
    request: String,
    refusal: String,
    made_good_by: Option<String>,
    planned: Option<i64>,
    planned_until: Option<i64>,
}

macro_rules! columns {
    () => {
        "id, process_name, actor_id, actor, times, first_at, last_at, request, refusal, made_good_by, planned, planned_until"
    };
}

/// Where a page of the ledger begins: the last attempt and the id of the row before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cursor(Timestamp, MissedId);

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0.micros(), self.1)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        Ok(Self(Timestamp::from_micros(at.parse().map_err(drop)?), id.parse().map_err(drop)?))
    }
}

/// One page of all rows, the last attempt first.
///
/// # Errors
/// When the cursor is none, or the database refuses or does not answer.
pub async fn page(tx: &mut Tx, cursor: Option<&str>, limit: Option<u32>) -> Result<Page<Missed>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = cursor.map(store::cursor::<Cursor>).transpose()?;
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM missed WHERE (CAST($1 AS BIGINT) IS NULL OR last_at < $1 OR last_at = $1 AND id < $2) \
         ORDER BY last_at DESC, id DESC LIMIT $3"
    );
    let params = params![cursor.map(|cursor| cursor.0), cursor.map(|cursor| cursor.1), limit + 1];
    let rows = told(tx.all(sql, params).await?)?;
    Ok(store::page(rows, limit, |row| Cursor(row.last, row.id).to_string()))
}

/// The newest rows, of one hold when it is named.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn list(tx: &mut Tx, hold: Option<HoldId>, limit: u32) -> Result<Vec<Missed>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM missed WHERE (CAST($1 AS TEXT) IS NULL OR hold = $1) ORDER BY last_at DESC, id DESC LIMIT $2"
    );
    told(tx.all(sql, params![hold, limit]).await?)
}

fn told(rows: Vec<Row>) -> Result<Vec<Missed>> {
    rows.into_iter()
        .map(|row| {
            Ok(Missed {
                id: read("missed-work id", &row.id)?,
                process: row.process_name,
                actor: person_of(row.actor_id, row.actor)?,
                at: row.planned.map(Timestamp::from_micros),
                until: row.planned_until.map(Timestamp::from_micros),
                count: row.times.unsigned_abs(),
                first: Timestamp::from_micros(row.first_at),
                last: Timestamp::from_micros(row.last_at),
                request: read("request's id", &row.request)?,
                refusal: read_json("refusal", &row.refusal)?,
                made_good_by: row.made_good_by.map(|id| read("request's id", &id)).transpose()?,
            })
        })
        .collect()
}
