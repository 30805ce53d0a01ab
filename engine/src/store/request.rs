//! Requests' rows. Only a proof of admission makes one run.

mod list;
mod stray;

use std::collections::BTreeMap;

use domain::admission::{Operation, Refusal};
use domain::id::{HoldId, RequestId};
use domain::permission::Person;
use domain::request::{Bypass, Origin, ProcessRef, Request, Status, Step};
use domain::time::Timestamp;
use sqlx::FromRow;

pub use list::{below, counts, list, of_process, planned_between};
pub use stray::strays;

use super::{Tx, json, person_of, read, read_json};
use crate::error::{Error, Result};
use crate::gate::Admitted;
use crate::keys;
use crate::params;

/// A request as it is stored.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Its id.
    pub id: RequestId,
    /// The process and the version it keeps.
    pub process: ProcessRef,
    /// Where it stands.
    pub status: Status,
    /// Who asked.
    pub actor: Person,
    /// What asked.
    pub origin: Origin,
    /// Which of the ten operations it is.
    pub operation: Operation,
    /// When it was asked for.
    pub created: Timestamp,
    /// The instant it is to start.
    pub planned: Option<Timestamp>,
    /// When it was admitted.
    pub began: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Started after its instant.
    pub late: bool,
    /// The bypass it came with.
    pub bypass: Option<Bypass>,
    /// Its inputs, less the secret ones.
    pub inputs: BTreeMap<String, String>,
    /// Its secret inputs, sealed.
    pub secrets: BTreeMap<String, String>,
    /// The hold that refused it.
    pub hold: Option<HoldId>,
    /// Why it could not start.
    pub refusal: Option<Refusal>,
    /// In words: how it ended.
    pub message: Option<String>,
    /// The request and the step that started it.
    pub parent: Option<(RequestId, String)>,
    /// The topmost request; itself when it has no parent.
    pub root: RequestId,
    /// How deep it is below its root.
    pub depth: u32,
    /// The request that it repeats or makes good.
    pub source: Option<RequestId>,
    /// The request that makes it good.
    pub made_good_by: Option<RequestId>,
    /// When a cancel was asked for.
    pub cancelling: Option<Timestamp>,
    /// Who asked for it.
    pub cancelled_by: Option<String>,
}

/// What stands in for a secret wherever people read.
pub const MASK: &str = "••••••";

impl Record {
    /// As it is told, secrets masked.
    #[must_use]
    pub fn tell(self, steps: Vec<Step>) -> Request {
        let mut inputs = self.inputs;
        inputs.extend(self.secrets.into_iter().map(|(name, sealed)| {
            // A secret that nobody gave is told as what it is.
            let told = if keys::seals_nothing(&sealed) { "" } else { MASK };
            (name, told.to_owned())
        }));
        Request {
            id: self.id,
            process: self.process,
            cancelling: self.cancelling.is_some() && !self.status.is_final(),
            status: self.status,
            actor: self.actor,
            origin: self.origin,
            created: self.created,
            at: self.planned,
            began: self.began,
            ended: self.ended,
            late: self.late,
            bypass: self.bypass,
            inputs,
            steps,
            refusal: self.refusal,
            message: self.message,
            parent: self.parent.map(|(request, _)| request),
            source: self.source,
            made_good_by: self.made_good_by,
        }
    }
}

#[derive(FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    process: String,
    process_name: String,
    process_version: i64,
    status: String,
    actor_id: Option<String>,
    actor: String,
    origin: String,
    operation: String,
    created: i64,
    planned: Option<i64>,
    began: Option<i64>,
    ended: Option<i64>,
    late: bool,
    bypass: Option<String>,
    inputs: String,
    secrets: String,
    hold: Option<String>,
    refusal: Option<String>,
    message: Option<String>,
    parent: Option<String>,
    parent_step: Option<String>,
    root: String,
    depth: i64,
    source: Option<String>,
    made_good_by: Option<String>,
    cancelling: Option<i64>,
    cancelled_by: Option<String>,
}

/// Every column of [`Row`].
macro_rules! columns {
    () => {
        "id, process, process_name, process_version, status, actor_id, actor, origin, operation, created, planned, \
         began, ended, late, bypass, inputs, secrets, hold, refusal, message, parent, parent_step, root, depth, source, \
         made_good_by, cancelling, cancelled_by"
    };
}
pub(super) use columns;

impl Row {
    pub(super) fn into_record(self) -> Result<Record> {
        let id = |text: String| read::<RequestId>("request's id", &text);
        Ok(Record {
            id: read("request's id", &self.id)?,
            process: ProcessRef {
                id: read("process's id", &self.process)?,
                name: self.process_name,
                version: u32::try_from(self.process_version).unwrap_or_default(),
            },
            status: read("status", &self.status)?,
            actor: person_of(self.actor_id, self.actor)?,
            origin: read("origin", &self.origin)?,
            operation: read("operation", &self.operation)?,
            created: Timestamp::from_micros(self.created),
            planned: self.planned.map(Timestamp::from_micros),
            began: self.began.map(Timestamp::from_micros),
            ended: self.ended.map(Timestamp::from_micros),
            late: self.late,
            bypass: self.bypass.map(|reason| Bypass { reason }),
            inputs: read_json("inputs", &self.inputs)?,
            secrets: read_json("secret inputs", &self.secrets)?,
            hold: self.hold.map(|id| read("hold's id", &id)).transpose()?,
            refusal: self.refusal.map(|text| read_json("refusal", &text)).transpose()?,
            message: self.message,
            parent: match (self.parent, self.parent_step) {
                (Some(parent), Some(step)) => Some((id(parent)?, step)),
                _ => None,
            },
            root: id(self.root)?,
            depth: u32::try_from(self.depth).unwrap_or_default(),
            source: self.source.map(id).transpose()?,
            made_good_by: self.made_good_by.map(id).transpose()?,
            cancelling: self.cancelling.map(Timestamp::from_micros),
            cancelled_by: self.cancelled_by,
        })
    }
}

/// Writes a request that the gate admitted; the proof is used up.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn insert_admitted(tx: &mut Tx, record: &Record, _proof: Admitted) -> Result<()> {
    insert(tx, record).await
}

/// Writes a request that does not run: scheduled, waiting, or refused.
///
/// # Errors
/// [`Error::Internal`] when it would run; else when the database refuses or does not answer.
pub async fn insert_still(tx: &mut Tx, record: &Record) -> Result<()> {
    match record.status {
        Status::Scheduled | Status::WaitingForOpen | Status::AwaitingApproval | Status::CouldNotStart => {
            insert(tx, record).await
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

async fn insert(tx: &mut Tx, r: &Record) -> Result<()> {
    let sql = concat!(
        "INSERT INTO request (",
        columns!(),
        ", rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, 1)"
    );
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
        r.cancelled_by.clone()
    ];
    tx.run(sql, params).await.map(drop)
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

/// Takes a request's row for this transaction, so that two events of the same request come one after the other.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn lock(tx: &mut Tx, id: RequestId) -> Result<Record> {
    if tx.run("UPDATE request SET rev = rev + 1 WHERE id = $1", params![id]).await? == 0 {
        return Err(Error::NotFound(format!("request {id}")));
    }
    get(tx, id).await
}

/// Reads one.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn get(tx: &mut Tx, id: RequestId) -> Result<Record> {
    let row: Option<Row> =
        tx.one(concat!("SELECT ", columns!(), " FROM request WHERE id = $1"), params![id]).await?;
    row.ok_or_else(|| Error::NotFound(format!("request {id}")))?.into_record()
}

/// All that have this status, oldest first, at most `limit`.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn with_status(tx: &mut Tx, status: Status, limit: u32) -> Result<Vec<Record>> {
    let sql = concat!("SELECT ", columns!(), " FROM request WHERE status = $1 ORDER BY id LIMIT $2");
    records(tx.all(sql, params![status.as_str(), limit]).await?)
}

/// Scheduled ones whose instant has come, oldest instant first.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn due(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<Record>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM request WHERE status = 'scheduled' AND planned <= $1 ORDER BY planned, id LIMIT $2"
    );
    records(tx.all(sql, params![now, limit]).await?)
}

/// Those that wait for the gate to open since before an instant.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn waiting_since(tx: &mut Tx, before: Timestamp) -> Result<Vec<Record>> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM request WHERE status = 'waiting_for_open' AND created < $1 ORDER BY id"
    );
    records(tx.all(sql, params![before]).await?)
}

/// The requests that steps of this one started.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn children(tx: &mut Tx, parent: RequestId) -> Result<Vec<Record>> {
    let sql = concat!("SELECT ", columns!(), " FROM request WHERE parent = $1 ORDER BY id");
    records(tx.all(sql, params![parent]).await?)
}

pub(super) fn records(rows: Vec<Row>) -> Result<Vec<Record>> {
    rows.into_iter().map(Row::into_record).collect()
}
