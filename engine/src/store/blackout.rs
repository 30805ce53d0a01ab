//! Blackouts' rows, and those of their occurrences.

mod span;

use domain::blackout::{Blackout, LONGEST_LEAD, Led, LocalTime, Occurrence, Plan, Series, Stage};
use domain::duration::Span;
use domain::id::{BlackoutId, HoldId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

pub use span::{TouchedRow, reaching, touching};

use super::rows::Table;
use super::{Param, Tx, json, person_of, read, read_json};
use crate::error::{Error, Result};
use crate::params;
use crate::zone::Iana;

/// No absence of the database is longer: a window, and its hard maximum.
const LONGEST_ABSENCE: Span = Span::from_secs(90 * 86_400);

static OCCURRENCE: Table = Table {
    name: "occurrence",
    columns: "blackout, key, start_at, end_at, stage, is_over, hold, record, plan, announce_at",
};

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

    /// It as people are told of it: of a date that was changed for itself its own plan, of any other the series'.
    #[must_use]
    pub fn told(self) -> Blackout {
        let told = Blackout::of(&self.series, self.occurrence);
        match &self.plan {
            Some(own) => told.planned_as(own),
            None => told,
        }
    }
}

/// A blackout as it is stored, its plan not read yet.
#[derive(Debug, FromRow)]
pub struct SeriesRow {
    id: String,
    owner_id: Option<String>,
    owner: String,
    saved: i64,
    plan: String,
    follows: Option<String>,
}

impl SeriesRow {
    /// Its id.
    ///
    /// # Errors
    /// When it is none.
    pub fn id(&self) -> Result<BlackoutId> {
        read("blackout's id", &self.id)
    }

    /// Its plan, as JSON.
    #[must_use]
    pub fn plan(&self) -> &str {
        &self.plan
    }

    /// Whether it was saved at an instant with this plan.
    #[must_use]
    pub fn says(&self, saved: Timestamp, plan: &str) -> bool {
        self.saved == saved.micros() && self.plan == plan
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the database holds something that this version cannot read.
    pub fn into_series(self) -> Result<Series> {
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

/// The occurrences to come that anything may have to be done for while nobody reads the database again, earliest first:
/// what is under way, what is announced within the longest absence, and of what lies beyond it as much as can hold next.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn to_come(tx: &mut Tx, now: Timestamp) -> Result<Vec<Kept>> {
    let sql = kept!(
        "NOT occurrence.is_over AND (occurrence.stage <> 'planned' OR occurrence.announce_at <= COALESCE((\
         SELECT MIN(beyond.announce_at) FROM occurrence AS beyond \
         WHERE NOT beyond.is_over AND beyond.announce_at > $1) + $2, $1))"
    );
    // The first one beyond may hold that long after it is announced, so that others may before it.
    all(tx.all(sql, params![now.plus(LONGEST_ABSENCE), LONGEST_LEAD.micros()]).await?)
}

/// The occurrences on record that overlap a span, earliest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn between(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Kept>> {
    all(tx.all(kept!("occurrence.start_at < $2 AND occurrence.end_at > $1"), params![from, to]).await?)
}

/// The rows of every blackout that is not over: of what is to come, and of what was called off.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn standing(tx: &mut Tx) -> Result<Vec<Kept>> {
    let sql = kept!(
        "(NOT occurrence.is_over OR occurrence.stage = 'cancelled') AND blackout.id IN \
         (SELECT live.blackout FROM occurrence AS live WHERE NOT live.is_over)"
    );
    all(tx.all(sql, params![]).await?)
}

/// The occurrences of a blackout that are not over, and the last one; earliest first.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn of(tx: &mut Tx, id: BlackoutId) -> Result<Vec<Kept>> {
    let sql = kept!(
        "occurrence.blackout = $1 AND (NOT occurrence.is_over OR occurrence.key = \
         (SELECT MAX(last.key) FROM occurrence AS last WHERE last.blackout = $1))"
    );
    let kept = all(tx.all(sql, params![id]).await?)?;
    if kept.is_empty() { Err(Error::NotFound(format!("blackout {id}"))) } else { Ok(kept) }
}

/// How far a series was led: its dates that have a row.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn led(tx: &mut Tx, id: BlackoutId) -> Result<Led> {
    let sql = "SELECT key, stage, announce_at FROM occurrence \
               WHERE blackout = $1 AND plan IS NULL AND stage <> 'cancelled' ORDER BY key DESC LIMIT 1";
    let row: Option<(String, String, i64)> = tx.one(sql, params![id]).await?;
    let waits = |(_, stage, at): &(String, String, i64)| {
        (stage == Stage::Planned.as_str()).then_some(Timestamp::from_micros(*at))
    };
    let announced_at = row.as_ref().and_then(waits);
    let to = row.map(|(key, ..)| read("occurrence's key", &key)).transpose()?;
    Ok(Led { to, announced_at, touched: keys_after(tx, id, to).await? })
}

/// The keys of a series' rows, after one or all of them.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn keys_after(tx: &mut Tx, id: BlackoutId, after: Option<LocalTime>) -> Result<Vec<LocalTime>> {
    let sql = "SELECT key FROM occurrence WHERE blackout = $1 AND key > $2 ORDER BY key";
    let after = after.map(String::from).unwrap_or_default();
    let rows: Vec<(String,)> = tx.all(sql, params![id, after]).await?;
    rows.iter().map(|(key,)| read("occurrence's key", key)).collect()
}

/// The dates from one on that were changed for themselves or called off, of every blackout.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn touched(tx: &mut Tx, from: LocalTime) -> Result<Vec<(BlackoutId, LocalTime)>> {
    let sql = "SELECT blackout, key FROM occurrence WHERE key >= $1 AND (plan IS NOT NULL OR stage = 'cancelled') \
               ORDER BY key, blackout";
    let rows: Vec<(String, String)> = tx.all(sql, params![from.to_string()]).await?;
    let typed =
        |(id, key): &(String, String)| Ok((read("blackout's id", id)?, read("occurrence's key", key)?));
    rows.iter().map(typed).collect()
}

/// The occurrence that a local time names: the one of that key, else the one whose key has its date (rule 29).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn on_date(tx: &mut Tx, id: BlackoutId, at: LocalTime) -> Result<Option<Kept>> {
    let sql = kept!("occurrence.blackout = $1 AND occurrence.key >= $2 AND occurrence.key < $3");
    let (from, to) = (at.midnight(), LocalTime::from(at.midnight().naive() + chrono::TimeDelta::days(1)));
    let mut found = all(tx.all(sql, params![id, from.to_string(), to.to_string()]).await?)?;
    found.sort_by_key(|kept| kept.occurrence.key != at);
    Ok(found.into_iter().next())
}

/// The occurrences of a blackout that are not over, or whose key is not before one; earliest first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn rows_from(tx: &mut Tx, id: BlackoutId, from: LocalTime) -> Result<Vec<Kept>> {
    let sql = kept!("occurrence.blackout = $1 AND (NOT occurrence.is_over OR occurrence.key >= $2)");
    all(tx.all(sql, params![id, from.to_string()]).await?)
}

/// Gives the occurrences of a blackout to another one, from a key on.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn hand_over(tx: &mut Tx, id: BlackoutId, to: BlackoutId, from: LocalTime) -> Result<()> {
    let sql = "UPDATE occurrence SET blackout = $2 WHERE blackout = $1 AND key >= $3";
    tx.run(sql, params![id, to, from.to_string()]).await.map(drop)
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

/// Takes out an occurrence that nothing has happened to.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn take_out(tx: &mut Tx, kept: &Kept) -> Result<()> {
    let sql = "DELETE FROM occurrence WHERE blackout = $1 AND key = $2 AND stage = 'planned'";
    tx.run(sql, params![kept.series.id, kept.occurrence.key.to_string()]).await.map(drop)
}

/// Adds an occurrence that is not known yet; many come in one call.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn add(tx: &mut Tx, kept: &Kept) -> Result<()> {
    tx.add(&OCCURRENCE, values(kept)?);
    Ok(())
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
    tx.run(sql, values(kept)?).await.map(drop)
}

fn values(kept: &Kept) -> Result<Vec<Param>> {
    let Occurrence { key, window, stage } = &kept.occurrence;
    Ok(params![
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
    ])
}
