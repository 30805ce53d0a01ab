//! What a span is looked through for: the series that come in it, and the rows that lie in it or belong there.

use domain::blackout::{LONGEST, LocalTime, Occurrence, Plan};
use domain::duration::Span;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::super::{Tx, read_json};
use super::SeriesRow;
use crate::error::Result;
use crate::params;

/// Further than a key may lie from its date's window: a window begins within a day of the key on the wall, and walls differ
/// from UTC by less than a day.
const TWO_DAYS: Span = Span::from_secs(2 * 86_400);

/// Before 2200-01-01: no key is later.
const LATEST: i64 = 7_258_118_399_000_000;

/// A row of an occurrence with its blackout.
#[derive(Debug, FromRow)]
pub struct TouchedRow {
    #[sqlx(flatten)]
    series: SeriesRow,
    record: String,
    own_plan: Option<String>,
}

impl TouchedRow {
    /// The blackout as it is stored, the occurrence, and a plan of its own.
    ///
    /// # Errors
    /// When the database holds something that this version cannot read.
    pub fn read(self) -> Result<(SeriesRow, Occurrence, Option<Plan>)> {
        let occurrence = read_json("occurrence", &self.record)?;
        let own = self.own_plan.map(|plan| read_json("occurrence's plan", &plan)).transpose()?;
        Ok((self.series, occurrence, own))
    }
}

/// The blackouts whose dates, from the first to the last, reach into a span; what has ended by its rule is not read.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn reaching(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<SeriesRow>> {
    let sql = "SELECT id, owner_id, owner, saved, plan, follows FROM blackout \
               WHERE first_at < $2 AND (last_end IS NULL OR last_end > $1)";
    tx.all(sql, params![from, to]).await
}

/// The rows that overlap a span, and those whose date may bring a window into it: one that was moved out hides its date.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn touching(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<TouchedRow>> {
    let sql = "SELECT blackout.id, blackout.owner_id, blackout.owner, blackout.saved, blackout.plan, \
               blackout.follows, occurrence.record, occurrence.plan AS own_plan \
               FROM occurrence JOIN blackout ON blackout.id = occurrence.blackout \
               WHERE (occurrence.start_at < $2 AND occurrence.end_at > $1) \
               OR (occurrence.key >= $3 AND occurrence.key <= $4)";
    let (first, last) = (key_at(from.minus(LONGEST).minus(TWO_DAYS)), key_at(to.plus(TWO_DAYS)));
    tx.all(sql, params![from, to, first, last]).await
}

/// What a clock in UTC shows, as keys are written.
fn key_at(at: Timestamp) -> String {
    let within = Timestamp::from_micros(at.micros().clamp(0, LATEST));
    LocalTime::from(within.to_chrono().naive_utc()).to_string()
}
