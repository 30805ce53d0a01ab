//! Starts that are refused: their record, their row of the ledger and their audit entry.

use std::collections::BTreeMap;

use domain::admission::Refusal;
use domain::id::{HoldId, MissedId};
use domain::request::{Request, Status};
use domain::time::Timestamp;

use super::{Draft, Row};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::request::{self, Record};
use crate::store::{Tx, missed};

impl Engine {
    pub(super) async fn record_refusal(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        draft: Draft,
        refusal: &Refusal,
    ) -> Result<Request> {
        match draft.row {
            Row::Waited => {
                let record = refused(draft.record, now, refusal);
                request::end_unbegun(tx, &record).await?;
                self.tell_refusal(tx, now, record, &draft.inputs, refusal).await
            }
            Row::New { .. } => self.write_refusal(tx, now, draft.record, &draft.inputs, refusal).await,
        }
    }

    /// Writes a new record of a start that was refused, with its row of the ledger and its audit entry.
    pub(crate) async fn write_refusal(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        record: Record,
        inputs: &BTreeMap<String, String>,
        refusal: &Refusal,
    ) -> Result<Request> {
        let record = refused(record, now, refusal);
        request::insert_still(tx, &record)?;
        self.tell_refusal(tx, now, record, inputs, refusal).await
    }

    async fn tell_refusal(
        &self,
        tx: &mut Tx,
        now: Timestamp,
        record: Record,
        inputs: &BTreeMap<String, String>,
        refusal: &Refusal,
    ) -> Result<Request> {
        self.enter_missed(tx, &record, inputs, refusal, now).await?;
        let detail = serde_json::json!({ "process": record.process.name, "refusal": refusal });
        self.note(tx, &record.actor, "request.refused", record.id.to_string(), detail).await?;
        self.counters.refusals.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(record.tell(Vec::new()))
    }

    async fn enter_missed(
        &self,
        tx: &mut Tx,
        record: &Record,
        inputs: &BTreeMap<String, String>,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Result<()> {
        let attempt = missed::Attempt {
            id: MissedId::new(self.ids.next()),
            fold: self.fold(record, inputs, refusal.hold)?,
            process: &record.process,
            actor: &record.actor,
            planned: record.planned,
            at: now,
            request: record.id,
            refusal,
        };
        missed::fold(tx, &attempt).await
    }

    /// What makes refused attempts equal (rule 6): actor, process, inputs and hold. The calendar has one row per
    /// instant.
    pub(crate) fn fold(
        &self,
        record: &Record,
        inputs: &BTreeMap<String, String>,
        hold: HoldId,
    ) -> Result<String> {
        let actor = record.actor.id.map_or_else(|| record.actor.name.clone(), |id| id.to_string());
        let inputs = crate::store::json(inputs)?;
        let instant = record.planned.map(|at| at.to_string()).unwrap_or_default();
        Ok(self.keys.digest(&[&actor, &record.process.id.to_string(), &inputs, &hold.to_string(), &instant]))
    }
}

fn refused(mut record: Record, now: Timestamp, refusal: &Refusal) -> Record {
    record.status = Status::CouldNotStart;
    record.ended = Some(now);
    record.hold = Some(refusal.hold);
    record.refusal = Some(refusal.clone());
    record
}
