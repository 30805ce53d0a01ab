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
use domain::request::{Origin, Status};
use domain::time::Timestamp;

pub use ask::Started;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::newest::Known;
use crate::store::request::Record;

/// A request in the making: validated, not yet asked of the gate.
pub(crate) struct Making {
    pub(crate) record: Record,
    pub(crate) definition: Arc<Definition>,
    pub(crate) inputs: BTreeMap<String, String>,
    /// How often a process had been saved when its own was looked up.
    pub(crate) saves: u64,
}

fn no_process(error: Error) -> Error {
    match error {
        Error::NotFound(what) => Error::field("process", format!("there is no {what}")),
        other => other,
    }
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
        let mut known = self.newest(process).await.map_err(no_process)?;
        let mut checked = check_inputs(&known.definition, given);
        if checked.is_err() {
            // Perhaps it is the remembered version that they do not fit.
            known = self.read_newest(process).await.map_err(no_process)?;
            checked = check_inputs(&known.definition, given);
        }
        let Known { process, definition, saves } = known;
        let inputs = checked.map_err(Error::Invalid)?;
        let id = RequestId::new(self.ids.next());
        let (open, sealed) = self.split_inputs(id, &definition, &inputs)?;
        let record = Record {
            id,
            process,
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
        Ok(Making { record, definition, inputs, saves })
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
