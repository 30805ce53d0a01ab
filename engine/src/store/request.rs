//! Requests' rows. Only a proof of admission makes one run.

mod list;
mod stray;
mod write;

use std::collections::BTreeMap;

use domain::admission::{Operation, Refusal};
use domain::id::{HoldId, RequestId};
use domain::permission::Person;
use domain::request::{Bypass, Origin, ProcessRef, Request, Status, Step};
use domain::time::Timestamp;
use sqlx::FromRow;

pub use list::{below, counts, idle, list, of_process, planned_between, under_way};
pub use stray::strays;
pub use write::{
    begin_admitted, end_unbegun, insert_admitted, insert_still, make_good, resume, save_begun, suspend,
    take_waiting, unmake_good,
};

use super::{Tx, person_of, read, read_json};
use crate::error::{Error, Result};
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
