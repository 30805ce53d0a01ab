//! Blackouts' rows, and those of their occurrences.

use domain::blackout::{Occurrence, Plan, Series};
use domain::id::{BlackoutId, HoldId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Tx, json, person_of, read, read_json};
use crate::error::{Error, Result};
use crate::params;
use crate::zone::Iana;

/// An occurrence that is on record, with the hold that is or will be its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// Its series.
    pub series: Series,
    /// Its window and how far it has come.
    pub occurrence: Occurrence,
    /// Its hold's id, from the first plan on.
    pub hold: HoldId,
    /// A plan of its own, which was changed for it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

impl Kept {
    /// What is planned for it: by a plan of its own, or by the series' for its date.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.plan.clone().unwrap_or_else(|| self.series.plan.at(self.occurrence.key))
    }
}

#[derive(FromRow)]
struct SeriesRow {
    id: String,
    owner_id: Option<String>,
    owner: String,
    saved: i64,
    plan: String,
    follows: Option<String>,
}

impl SeriesRow {
    fn into_series(self) -> Result<Series> {
        Ok(Series {
            id: read("blackout's id", &self.id)?,
            owner: person_of(self.owner_id, self.owner)?,
            saved: Timestamp::from_micros(self.saved),
            plan: read_json("blackout's plan", &self.plan)?,
            follows: self.follows.map(|id| read("blackout's id", &id)).transpose()?,
        })
    }
}

#[derive(FromRow)]
struct KeptRow {
    #[sqlx(flatten)]
    series: SeriesRow,
    hold: String,
    record: String,
    own_plan: Option<String>,
}

impl KeptRow {
    fn into_kept(self) -> Result<Kept> {
        Ok(Kept {
            series: self.series.into_series()?,
            occurrence: read_json("occurrence", &self.record)?,
            hold: read("hold's id", &self.hold)?,
            plan: self.own_plan.map(|plan| read_json("occurrence's plan", &plan)).transpose()?,
        })
    }
}

macro_rules! kept {
    ($condition:literal) => {
        concat!(
            "SELECT blackout.id, blackout.owner_id, blackout.owner, blackout.saved, blackout.plan, \
             blackout.follows, occurrence.hold, occurrence.record, occurrence.plan AS own_plan \
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
    let sql = "INSERT INTO blackout (id, name, owner_id, owner, created, saved, plan, first_at, last_end, follows) \
               VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) \
               ON CONFLICT (id) DO UPDATE SET name = $2, saved = $5, plan = $6, first_at = $7, last_end = $8, \
               follows = $9";
    // What lies in a zone that is not known any more is looked at always.
    let zone = Iana::named(&series.plan.zone);
    let (first, end) = zone.map_or((Timestamp::from_micros(0), None), |zone| series.span(&zone));
    let params = params![
        series.id,
        &series.plan.name,
        series.owner.id,
        &series.owner.name,
        series.saved,
        json(&series.plan)?,
        first,
        end,
        series.follows
    ];
    tx.run(sql, params).await.map(drop)
}

/// Writes an occurrence, new or changed.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn keep(tx: &mut Tx, kept: &Kept) -> Result<()> {
    let sql = "INSERT INTO occurrence (blackout, key, start_at, end_at, stage, is_over, hold, record, plan, announce_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (blackout, key) DO UPDATE SET start_at = $3, end_at = $4, stage = $5, is_over = $6, \
               hold = $7, record = $8, plan = $9, announce_at = $10";
    let Occurrence { key, window, stage } = &kept.occurrence;
    let params = params![
        kept.series.id,
        key.to_string(),
        window.start,
        window.end,
        stage.as_str(),
        stage.is_over(),
        kept.hold,
        json(&kept.occurrence)?,
        kept.plan.as_ref().map(json).transpose()?,
        window.announce_at
    ];
    tx.run(sql, params).await.map(drop)
}
