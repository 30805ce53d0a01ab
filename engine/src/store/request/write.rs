//! Writes requests' rows. Only a proof of admission makes one run.

use domain::id::RequestId;
use domain::request::Status;

use super::{Record, columns};
use crate::error::{Error, Result};
use crate::gate::Admitted;
use crate::params;
use crate::store::rows::Table;
use crate::store::{Tx, json};

/// Adds a request that the gate admitted; the proof is used up.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written as JSON.
pub fn insert_admitted(tx: &mut Tx, record: &Record, _proof: Admitted) -> Result<()> {
    insert(tx, record)
}

/// Adds a request that does not run: scheduled, waiting, or refused.
///
/// # Errors
/// [`Error::Internal`] when it would run, or cannot be written as JSON.
pub fn insert_still(tx: &mut Tx, record: &Record) -> Result<()> {
    match record.status {
        Status::Scheduled | Status::WaitingForOpen | Status::AwaitingApproval | Status::CouldNotStart => {
            insert(tx, record)
        }
        Status::Running
        | Status::Suspended
        | Status::Succeeded
        | Status::Failed
        | Status::Cancelled
        | Status::Rejected => {
            Err(Error::Internal("a request cannot run without the gate's admission".to_owned()))
        }
    }
}

static REQUEST: Table = Table { name: "request", columns: concat!(columns!(), ", rev") };

fn insert(tx: &mut Tx, r: &Record) -> Result<()> {
    let refusal = r.refusal.as_ref().map(json).transpose()?;
    let params = params![
        r.id,
        r.process.id,
        &r.process.name,
        r.process.version,
        r.status.as_str(),
        r.actor.id,
        &r.actor.name,
        r.origin.as_str(),
        r.operation.as_str(),
        r.created,
        r.planned,
        r.began,
        r.ended,
        r.late,
        r.bypass.as_ref().map(|bypass| bypass.reason.clone()),
        json(&r.inputs)?,
        json(&r.secrets)?,
        r.hold,
        refusal,
        r.message.clone(),
        r.parent.as_ref().map(|(id, _)| *id),
        r.parent.as_ref().map(|(_, step)| step.clone()),
        r.root,
        r.depth,
        r.source,
        r.made_good_by,
        r.cancelling,
        r.cancelled_by.clone(),
        1_i64
    ];
    tx.add(&REQUEST, params);
    Ok(())
}

/// Takes a scheduled or waiting request for this transaction; false when it does not wait any more.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn take_waiting(tx: &mut Tx, id: RequestId) -> Result<bool> {
    let sql = "UPDATE request SET rev = rev + 1 \
               WHERE id = $1 AND began IS NULL AND status IN ('scheduled', 'waiting_for_open')";
    Ok(tx.run(sql, params![id]).await? == 1)
}

/// Lets a scheduled or waiting request run; the proof is used up.
///
/// # Errors
/// [`Error::Stale`] when it does not wait any more; else when the database refuses or does not answer.
pub async fn begin_admitted(tx: &mut Tx, r: &Record, _proof: Admitted) -> Result<()> {
    let sql = "UPDATE request SET status = $2, began = $3, late = $4, ended = $5, message = $6, process_version = $7, \
               bypass = $8, rev = rev + 1 WHERE id = $1 AND began IS NULL AND status IN ('scheduled', 'waiting_for_open')";
    let params = params![
        r.id,
        r.status.as_str(),
        r.began,
        r.late,
        r.ended,
        r.message.clone(),
        r.process.version,
        r.bypass.as_ref().map(|bypass| bypass.reason.clone())
    ];
    touched(tx.run(sql, params).await?)
}

/// Ends a request that never began: refused at its instant, or cancelled.
///
/// # Errors
/// [`Error::Stale`] when it does not wait any more; else when the database refuses or does not answer.
pub async fn end_unbegun(tx: &mut Tx, r: &Record) -> Result<()> {
    let sql = "UPDATE request SET status = $2, ended = $3, message = $4, refusal = $5, hold = $6, late = $7, \
               cancelled_by = $8, rev = rev + 1 \
               WHERE id = $1 AND began IS NULL AND status IN ('scheduled', 'waiting_for_open')";
    let refusal = r.refusal.as_ref().map(json).transpose()?;
    let params = params![
        r.id,
        r.status.as_str(),
        r.ended,
        r.message.clone(),
        refusal,
        r.hold,
        r.late,
        r.cancelled_by.clone()
    ];
    touched(tx.run(sql, params).await?)
}

/// Saves a request that began.
///
/// # Errors
/// [`Error::Stale`] when it has ended; else when the database refuses or does not answer.
pub async fn save_begun(tx: &mut Tx, r: &Record) -> Result<()> {
    let sql = "UPDATE request SET status = $2, ended = $3, message = $4, cancelling = $5, cancelled_by = $6, rev = rev + 1 \
               WHERE id = $1 AND began IS NOT NULL AND ended IS NULL";
    let params =
        params![r.id, r.status.as_str(), r.ended, r.message.clone(), r.cancelling, r.cancelled_by.clone()];
    touched(tx.run(sql, params).await?)
}

/// Suspends every request that runs: no step of theirs begins any more (rule 32).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn suspend(tx: &mut Tx) -> Result<u64> {
    tx.run("UPDATE request SET status = 'suspended', rev = rev + 1 WHERE status = 'running'", params![]).await
}

/// Lets suspended requests go on.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn resume(tx: &mut Tx) -> Result<u64> {
    tx.run("UPDATE request SET status = 'running', rev = rev + 1 WHERE status = 'suspended'", params![]).await
}

/// Undoes [`make_good`] when the request that was to run in a refused one's place will not: it is missed work again.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn unmake_good(tx: &mut Tx, by: RequestId) -> Result<()> {
    for sql in [
        "UPDATE request SET made_good_by = NULL, rev = rev + 1 WHERE made_good_by = $1",
        "UPDATE missed SET made_good_by = NULL WHERE made_good_by = $1",
    ] {
        tx.run(sql, params![by]).await?;
    }
    Ok(())
}

/// Notes which request makes a refused one good. Once: a second one is refused.
///
/// # Errors
/// [`Error::Stale`] when there is one already.
pub async fn make_good(tx: &mut Tx, refused: RequestId, by: RequestId) -> Result<()> {
    let sql = "UPDATE request SET made_good_by = $2, rev = rev + 1 WHERE id = $1 AND made_good_by IS NULL";
    touched(tx.run(sql, params![refused, by]).await?)
}

fn touched(rows: u64) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Error::Stale { epoch: 0, changed: "the request has changed meanwhile: look again".to_owned() })
    }
}
