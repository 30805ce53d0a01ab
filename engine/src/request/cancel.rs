//! Cancels requests (rule 25).

use domain::id::RequestId;
use domain::permission::{EditProcesses, RunProcesses};
use domain::request::{Request, Status};

use crate::conduct::Event;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::session::Caller;
use crate::store::{request, step};

impl Engine {
    /// Cancels a request: one that waits at once, one that runs as soon as its steps have ended.
    /// Asked twice it changes nothing.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for somebody else's request without Edit Processes; [`Error::Invalid`] when it has ended.
    pub async fn cancel(&self, caller: &Caller, id: RequestId) -> Result<Request> {
        let person = caller.permit::<RunProcesses>()?.person().clone();
        let mut tx = self.store.read().await?;
        let record = request::get(&mut tx, id).await?;
        drop(tx);
        if record.actor.id != person.id {
            caller.permit::<EditProcesses>()?;
        }
        if record.status.is_final() {
            let words = format!("the request has ended already: {}", record.status.label());
            return Err(Error::field("request", words));
        }
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            let mut effects = Vec::new();
            let mut record = request::lock(&mut tx, id).await?;
            let mut changed = true;
            match record.status {
                Status::Scheduled | Status::WaitingForOpen | Status::AwaitingApproval => {
                    record.status = Status::Cancelled;
                    record.ended = Some(engine.clock.now());
                    record.message = Some(format!("cancelled by {} before it began", person.name));
                    record.cancelled_by = Some(person.name.clone());
                    request::end_unbegun(&mut tx, &record).await?;
                    request::unmake_good(&mut tx, id).await?;
                }
                Status::Running | Status::Suspended => {
                    let event = Event::Cancel { by: person.clone() };
                    changed = engine.conduct_in(&mut tx, id, event, &mut effects).await?;
                }
                Status::Succeeded
                | Status::Failed
                | Status::Cancelled
                | Status::Rejected
                | Status::CouldNotStart => changed = false,
            }
            if changed {
                let detail = serde_json::json!({ "process": record.process.name });
                engine.note(&mut tx, &person, "request.cancel", id.to_string(), detail).await?;
            }
            let record = request::get(&mut tx, id).await?;
            let steps = step::of(&mut tx, id).await?;
            tx.commit().await.inspect_err(|error| engine.doubt(error))?;
            engine.perform(effects);
            engine.tell(id);
            Ok(record.tell(steps))
        })
        .await
    }
}
