//! Everything that happens to a running request: one event, one transaction.
//!
//! An event is applied to the request and its steps in memory, [`domain::progress`] says what follows, the rows
//! that changed are saved, and only after the commit anything acts outside ([`effect`]). A process that dies in
//! between leaves rows from which recovery finds what was to be done.

mod advance;
mod begin;
mod effect;
mod event;
mod job;
mod lost;
mod recover;
mod run;
mod wake;

pub(crate) use begin::{begin_new, begin_waiting};
pub(crate) use effect::Effect;
pub(crate) use event::Event;
pub use job::{Command, Job};
pub(crate) use run::Run;

use domain::id::RequestId;

use crate::engine::Engine;
use crate::error::Result;
use crate::store::Tx;

impl Engine {
    /// Applies an event to a request that began, and does what follows from it.
    ///
    /// # Errors
    /// When the database refuses or does not answer; then nothing has changed.
    pub(crate) async fn conduct(&self, id: RequestId, event: Event) -> Result<()> {
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            let mut effects = Vec::new();
            engine.conduct_in(&mut tx, id, event, &mut effects).await?;
            tx.commit().await.inspect_err(|error| engine.doubt(error))?;
            engine.perform(effects);
            Ok(())
        })
        .await
    }

    /// Applies an event within a transaction; the caller commits, then performs the effects. False when there
    /// was nothing to it any more: the request has ended, say.
    pub(crate) async fn conduct_in(
        &self,
        tx: &mut Tx,
        id: RequestId,
        event: Event,
        effects: &mut Vec<Effect>,
    ) -> Result<bool> {
        let mut run = Run::lock(self, tx, id).await?;
        if run.record.ended.is_some() || run.record.began.is_none() {
            return Ok(false);
        }
        let now = self.clock.now();
        let applied = event::apply(self, tx, &mut run, event, now, effects).await?;
        if applied {
            advance::advance(self, tx, &mut run, now, effects).await?;
            run.save(tx).await?;
            effects.push(Effect::Tell(id));
        }
        Ok(applied)
    }
}
