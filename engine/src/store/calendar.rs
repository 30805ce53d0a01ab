//! What the calendar reads of requests: counted by quarters of an hour, the first of each day named.

use domain::blackout::HitRequest;
use domain::calendar::Marks;
use domain::id::RequestId;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Tx, person_of, read};
use crate::error::Result;
use crate::ids;
use crate::params;

/// What was made before an instant cannot be meant for an earlier one: its id is less than `$3`.
macro_rules! those {
    ($status:literal, $instant:literal) => {
        concat!(
            "FROM request WHERE status = '",
            $status,
            "' AND id < $3 AND ",
            $instant,
            " >= $1 AND ",
            $instant,
            " < $2"
        )
    };
}

/// Days are counted from the beginning of the span: where a clock is set within it, they begin an hour off.
macro_rules! named {
    ($status:literal, $instant:literal) => {
        concat!(
            "SELECT id, process_name, actor_id, actor, instant FROM (SELECT id, process_name, actor_id, actor, ",
            $instant,
            " AS instant, ROW_NUMBER() OVER (PARTITION BY (",
            $instant,
            " - $1) / 86400000000 ORDER BY ",
            $instant,
            ", id) AS place ",
            those!($status, $instant),
            ") AS marks WHERE place <= $4 ORDER BY instant, id"
        )
    };
}

macro_rules! counted {
    ($status:literal, $instant:literal) => {
        concat!(
            "SELECT (",
            $instant,
            " - $1) / 900000000, COUNT(*) ",
            those!($status, $instant),
            " GROUP BY 1 ORDER BY 1"
        )
    };
}

#[derive(FromRow)]
struct MarkRow {
    id: String,
    process_name: String,
    actor_id: Option<String>,
    actor: String,
    instant: i64,
}

impl MarkRow {
    fn into_mark(self) -> Result<HitRequest> {
        Ok(HitRequest {
            id: read("request's id", &self.id)?,
            process: self.process_name,
            owner: person_of(self.actor_id, self.actor)?,
            planned: Timestamp::from_micros(self.instant),
        })
    }
}

/// Requests that are to start within a span, of each day at most `limit` named. The span begins on a quarter of an hour.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn scheduled(tx: &mut Tx, from: Timestamp, to: Timestamp, limit: u32) -> Result<Marks> {
    let (named, counted) = (named!("scheduled", "planned"), counted!("scheduled", "planned"));
    marks(tx, (named, counted), from, to, limit).await
}

/// Starts within a span that were refused, of each day at most `limit` named; a planned one at the instant that it was
/// planned for.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn refused(tx: &mut Tx, from: Timestamp, to: Timestamp, limit: u32) -> Result<Marks> {
    let named = named!("could_not_start", "COALESCE(planned, created)");
    let counted = counted!("could_not_start", "COALESCE(planned, created)");
    marks(tx, (named, counted), from, to, limit).await
}

async fn marks(
    tx: &mut Tx,
    (named, counted): (&'static str, &'static str),
    from: Timestamp,
    to: Timestamp,
    limit: u32,
) -> Result<Marks> {
    let before = RequestId::new(ids::least(to));
    let rows: Vec<MarkRow> = tx.all(named, params![from, to, before, limit]).await?;
    let named = rows.into_iter().map(MarkRow::into_mark).collect::<Result<_>>()?;
    let rows: Vec<(i64, i64)> = tx.all(counted, params![from, to, before]).await?;
    let counts = rows.into_iter().map(|(quarter, count)| {
        let since = quarter.saturating_mul(Marks::QUARTER.micros());
        (Timestamp::from_micros(from.micros().saturating_add(since)), count.unsigned_abs())
    });
    Ok(Marks { named, counts: counts.collect() })
}
