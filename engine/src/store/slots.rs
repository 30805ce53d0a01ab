//! What the search for quiet slots reads: runs, past and planned, folded by process and quarter of an hour.

use domain::duration::Span;
use domain::id::RequestId;
use domain::request::Origin;
use domain::slots::{PastRuns, PlannedRuns};
use domain::time::Timestamp;

use super::Tx;
use crate::error::Result;
use crate::ids;
use crate::params;

/// A one-shot that was asked for longer than this before the history begins is not looked for.
const AHEAD: Span = Span::from_secs(31 * 86_400);

fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Of the newest `limit` root requests the runs that began since an instant; one that still runs has taken the
/// time until now. What ran because a hold was lifted is no habit, and is left out.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn past(tx: &mut Tx, since: Timestamp, now: Timestamp, limit: u32) -> Result<Vec<PastRuns>> {
    let sql = "SELECT process_name, MIN(began), MAX(COALESCE(ended, $3) - began), COUNT(*) \
               FROM (SELECT process_name, began, ended FROM request WHERE id >= $1 AND parent IS NULL \
               AND began >= $2 AND origin <> $4 ORDER BY id DESC LIMIT $5) AS recent \
               GROUP BY process_name, began / 900000000, (COALESCE(ended, $3) - began) / 900000000 \
               ORDER BY 2 DESC, 1, 3";
    // Ids are in the order of time.
    let least = RequestId::new(ids::least(since.minus(AHEAD)));
    let params = params![least, since, now, Origin::Opened.as_str(), limit];
    let rows: Vec<(String, i64, i64, i64)> = tx.all(sql, params).await?;
    let run = |(process, began, took, count)| PastRuns {
        process,
        began: Timestamp::from_micros(began),
        took: Span::from_micros(took),
        count: small(count),
    };
    Ok(rows.into_iter().map(run).collect())
}

/// What is planned for an instant within a span, earliest first, at most `limit` rows.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn planned(tx: &mut Tx, from: Timestamp, to: Timestamp, limit: u32) -> Result<Vec<PlannedRuns>> {
    let sql = "SELECT process_name, MIN(planned), COUNT(*) FROM request \
               WHERE status = 'scheduled' AND planned >= $1 AND planned < $2 \
               GROUP BY process_name, planned / 900000000 ORDER BY 2, 1 LIMIT $3";
    let rows: Vec<(String, i64, i64)> = tx.all(sql, params![from, to, limit]).await?;
    let run =
        |(process, at, count)| PlannedRuns { process, at: Timestamp::from_micros(at), count: small(count) };
    Ok(rows.into_iter().map(run).collect())
}
