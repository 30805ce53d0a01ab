//! A process that begins inside a window which had none at its start: the database is the administrator's by then, and is
//! not looked at.

use domain::blackout::Stage;

use super::memory::{Memory, Mode};
use crate::engine::Engine;
use crate::error::Result;
use crate::keys::new_secret;

impl Engine {
    /// Goes offline from what is remembered, when a window that closes the database is on by the clock. Its token is not in
    /// the database, so that it counts as another one when it is back (rule 42).
    pub(crate) async fn begin_inside(&self) -> Result<()> {
        let _turn = self.keeper.turn.lock().await;
        let known = self.keeper.current();
        if known.mode != Mode::Open || !known.is_needed() {
            return Ok(());
        }
        let mut memory = Memory::clone(&known);
        self.clock.trust(memory.ahead);
        self.take_due(&mut memory)?;
        if !memory.occurrences().iter().any(|one| matches!(one.stage, Stage::Closing { .. })) {
            return Ok(());
        }
        tracing::warn!("this process begins inside a window: the database is not opened");
        // Whoever was here before may have been killed, and what it left beside the file belongs to it.
        let forced = self.store.may_be_opened(true).is_err();
        memory.mode = Mode::Offline { forced };
        memory.token = Some(new_secret());
        memory.unmarked = true;
        memory.closed_at = Some(self.clock.now());
        if let Err(error) = self.remember_what_lives(&mut memory) {
            tracing::error!(%error, "which steps live is not known: those that the state file does not name count as strangers");
        }
        memory.settle_gate();
        self.keeper.keep(memory.clone()).await?;
        self.lead_away(memory).await.map(drop)
    }
}
