//! The missed-work ledger's rows.

mod list;

use domain::admission::Refusal;
use domain::id::{HoldId, MissedId, RequestId};
use domain::permission::Person;
use domain::request::ProcessRef;
use domain::time::Timestamp;

pub use list::{list, page};

use super::{Tx, json};
use crate::error::Result;
use crate::params;

/// One refused attempt, as it is folded into the ledger.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// The row's id, if it becomes one.
    pub id: MissedId,
    /// Equal attempts have the same.
    pub fold: String,
    /// The process.
    pub process: &'a ProcessRef,
    /// Who asked.
    pub actor: &'a Person,
    /// The instant it was planned for.
    pub planned: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
    /// Its record.
    pub request: RequestId,
    /// Why.
    pub refusal: &'a Refusal,
}

/// How many planned instants of one process under one hold have rows of their own; the rest is counted in one row.
const INSTANTS: u64 = 100;

/// Writes an attempt into its row, or makes the row (rule 6). Of planned instants the first hundred of a process and
/// hold keep rows of their own. Equal attempts of two nodes meet in one row, by its unique `fold`; but nodes that refuse
/// two planned instants at the same moment do not count each other's row, so that each further node may bring one more.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn fold(tx: &mut Tx, attempt: &Attempt<'_>) -> Result<()> {
    let (process, hold) = (attempt.process.id, attempt.refusal.hold);
    if let Some(planned) = attempt.planned {
        let others = "SELECT COUNT(*) FROM missed WHERE hold = $1 AND process = $2 AND planned IS NOT NULL \
                      AND planned_until IS NULL AND fold <> $3";
        if tx.count(others, params![hold, process, &attempt.fold]).await? >= INSTANTS {
            // Whoever planned them: it is a row about the process.
            let row = Attempt {
                fold: format!("planned {process} {hold}"),
                actor: &Person::system("calendar"),
                ..attempt.clone()
            };
            return write(tx, &row, Some(planned)).await;
        }
    }
    write(tx, attempt, None).await
}

async fn write(tx: &mut Tx, attempt: &Attempt<'_>, planned_until: Option<Timestamp>) -> Result<()> {
    let sql = "INSERT INTO missed (id, fold, process, process_name, actor_id, actor, hold, times, first_at, last_at, \
               request, refusal, planned, planned_until) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, $9, $10, $11, $12) \
               ON CONFLICT (fold) DO UPDATE SET times = missed.times + 1, last_at = $8, request = $9, refusal = $10, \
               planned = CASE WHEN missed.planned < $11 THEN missed.planned ELSE $11 END, \
               planned_until = CASE WHEN missed.planned_until > $12 THEN missed.planned_until ELSE $12 END";
    let params = params![
        attempt.id,
        &attempt.fold,
        attempt.process.id,
        &attempt.process.name,
        attempt.actor.id,
        &attempt.actor.name,
        attempt.refusal.hold,
        attempt.at,
        attempt.request,
        json(attempt.refusal)?,
        attempt.planned,
        planned_until
    ];
    tx.run(sql, params).await.map(drop)
}

/// Notes that refused attempts are made good by a request.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn settle(tx: &mut Tx, fold: &str, by: RequestId) -> Result<()> {
    tx.run("UPDATE missed SET made_good_by = $2 WHERE fold = $1", params![fold, by]).await.map(drop)
}

/// How many rows a hold has.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn count(tx: &mut Tx, hold: HoldId) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM missed WHERE hold = $1", params![hold]).await
}
