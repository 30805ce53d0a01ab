//! Requests: asked for, repeated, cancelled, read.

mod ask;
mod cancel;
mod opened;
mod read;
mod watch;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::admission::Operation;
use domain::id::RequestId;
use domain::permission::Person;
use domain::process::{Definition, check_inputs};
use domain::request::{Origin, ProcessRef, Status};
use domain::time::Timestamp;

pub use ask::Started;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::request::Record;

/// A request in the making: validated, not yet asked of the gate.
pub(crate) struct Making {
    pub(crate) record: Record,
    pub(crate) definition: Arc<Definition>,
    pub(crate) inputs: BTreeMap<String, String>,
}

impl Engine {
    /// Validates inputs against the newest version of a process, and makes the record (rule 1).
    pub(crate) async fn make(
        &self,
        process: &str,
        given: &BTreeMap<String, String>,
        actor: &Person,
        origin: Origin,
        operation: Operation,
    ) -> Result<Making> {
        let mut tx = self.store.read().await?;
        let known =
            crate::store::process::get(&mut tx, process, None).await.map_err(|error| match error {
                Error::NotFound(what) => Error::field("process", format!("there is no {what}")),
                other => other,
            })?;
        let definition = self.definition(&mut tx, known.id, known.version).await?;
        drop(tx);
        let inputs = check_inputs(&definition, given).map_err(Error::Invalid)?;
        let id = RequestId::new(self.ids.next());
        let (open, sealed) = self.split_inputs(id, &definition, &inputs)?;
        let record = Record {
            id,
            process: ProcessRef { id: known.id, name: known.name, version: known.version },
            status: Status::Running,
            actor: actor.clone(),
            origin,
            operation,
            created: self.clock.now(),
            planned: None,
            began: None,
            ended: None,
            late: false,
            bypass: None,
            inputs: open,
            secrets: sealed,
            hold: None,
            refusal: None,
            message: None,
            parent: None,
            root: id,
            depth: 0,
            source: None,
            made_good_by: None,
            cancelling: None,
            cancelled_by: None,
        };
        Ok(Making { record, definition, inputs })
    }

    /// A far future is a typing error; so is an instant that has passed (rule 10).
    pub(crate) fn check_instant(&self, path: &str, at: Timestamp) -> Result<()> {
        let now = self.clock.now();
        if at <= now {
            return Err(Error::field(path, format!("{at} has passed: choose a later instant")));
        }
        if at > now.plus(domain::duration::Span::from_secs(20 * 366 * 86_400)) {
            return Err(Error::field(path, format!("{at} is more than 20 years ahead")));
        }
        Ok(())
    }
}
