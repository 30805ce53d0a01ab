//! Blackouts' rows, and those of their occurrences.

use domain::blackout::{Occurrence, Series};
use domain::id::{BlackoutId, HoldId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Tx, json, person_of, read, read_json};
use crate::error::{Error, Result};
use crate::params;

/// An occurrence that is on record, with the hold that is or will be its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Its series.
    pub series: Series,
    /// Its window and how far it has come.
    pub occurrence: Occurrence,
    /// Its hold's id, from the first plan on.
    pub hold: HoldId,
}

#[derive(FromRow)]
struct SeriesRow {
    id: String,
    owner_id: Option<String>,
    owner: String,
    saved: i64,
    plan: String,
}

impl SeriesRow {
    fn into_series(self) -> Result<Series> {
        Ok(Series {
            id: read("blackout's id", &self.id)?,
            owner: person_of(self.owner_id, self.owner)?,
            saved: Timestamp::from_micros(self.saved),
            plan: read_json("blackout's plan", &self.plan)?,
        })
    }
}

#[derive(FromRow)]
struct KeptRow {
    #[sqlx(flatten)]
    series: SeriesRow,
    hold: String,
    record: String,
}

impl KeptRow {
    fn into_kept(self) -> Result<Kept> {
        Ok(Kept {
            series: self.series.into_series()?,
            occurrence: read_json("occurrence", &self.record)?,
            hold: read("hold's id", &self.hold)?,
        })
    }
}

macro_rules! kept {
    ($condition:literal) => {
        concat!(
            "SELECT blackout.id, blackout.owner_id, blackout.owner, blackout.saved, blackout.plan, \
             occurrence.hold, occurrence.record \
             FROM occurrence JOIN blackout ON blackout.id = occurrence.blackout WHERE ",
            $condition,
            " ORDER BY occurrence.start_at, occurrence.blackout"
        )
    };
}

fn all(rows: Vec<KeptRow>) -> Result<Vec<Kept>> {
    rows.into_iter().map(KeptRow::into_kept).collect()
}

/// Every occurrence that is not over, earliest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn to_come(tx: &mut Tx) -> Result<Vec<Kept>> {
    all(tx.all(kept!("NOT occurrence.is_over"), params![]).await?)
}

/// Every occurrence that overlaps a span, earliest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn between(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Kept>> {
    all(tx.all(kept!("occurrence.start_at < $2 AND occurrence.end_at > $1"), params![from, to]).await?)
}

/// The occurrences of a blackout, earliest first.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn of(tx: &mut Tx, id: BlackoutId) -> Result<Vec<Kept>> {
    let kept = all(tx.all(kept!("occurrence.blackout = $1"), params![id]).await?)?;
    if kept.is_empty() { Err(Error::NotFound(format!("blackout {id}"))) } else { Ok(kept) }
}

/// Writes a blackout, new or changed.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn save(tx: &mut Tx, series: &Series) -> Result<()> {
    let sql = "INSERT INTO blackout (id, name, owner_id, owner, created, saved, plan) \
               VALUES ($1, $2, $3, $4, $5, $5, $6) \
               ON CONFLICT (id) DO UPDATE SET name = $2, saved = $5, plan = $6";
    let params = params![
        series.id,
        &series.plan.name,
        series.owner.id,
        &series.owner.name,
        series.saved,
        json(&series.plan)?
    ];
    tx.run(sql, params).await.map(drop)
}

/// Writes an occurrence, new or changed.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn keep(tx: &mut Tx, kept: &Kept) -> Result<()> {
    let sql = "INSERT INTO occurrence (blackout, key, start_at, end_at, stage, is_over, hold, record) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
               ON CONFLICT (blackout, key) DO UPDATE SET start_at = $3, end_at = $4, stage = $5, is_over = $6, \
               record = $8";
    let Occurrence { key, window, stage } = &kept.occurrence;
    let params = params![
        kept.series.id,
        key.to_string(),
        window.start,
        window.end,
        stage.as_str(),
        stage.is_over(),
        kept.hold,
        json(&kept.occurrence)?
    ];
    tx.run(sql, params).await.map(drop)
}
