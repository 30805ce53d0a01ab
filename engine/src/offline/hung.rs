//! A window whose start comes while the database does not answer (rule 34): it is led from what is remembered, and the
//! database is let go of by its deadline.

use domain::blackout::{self as pure, Stage};
use domain::duration::Span;
use domain::time::Timestamp;
use tokio_util::sync::CancellationToken;

use super::memory::{Memory, Mode};
use crate::engine::Engine;
use crate::error::Result;
use crate::keys::new_secret;

/// How long after an instant the database may take to record what it brings.
const PATIENCE: Span = Span::from_secs(4);
/// How long it may then take to be let go of, before force.
const LIMIT: Span = Span::from_secs(4);
/// How often what is remembered is looked at when nothing is near.
const PULSE: Span = Span::from_secs(2);

impl Engine {
    /// Watches over the starts of windows until `stop`.
    pub(crate) async fn watch_starts(&self, stop: CancellationToken) {
        loop {
            let next = self.clock.now().plus(PULSE);
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.sleep_until(next) => {}
            }
            if !self.is_hung() {
                continue;
            }
            if let Err(error) = self.take_over().await {
                tracing::error!(%error, "the database does not answer, and could not be let go of; tried again");
            }
        }
    }

    /// Whether a window should have begun to close a while ago, and has not.
    fn is_hung(&self) -> bool {
        let memory = self.keeper.current();
        let now = self.clock.now();
        memory.mode == Mode::Open && memory.blackouts.iter().any(|kept| is_late(&kept.occurrence, now))
    }

    /// Closes from what is remembered. Its token is not in the database, so that it counts as another one when it is back
    /// (rule 42).
    pub(crate) async fn take_over(&self) -> Result<()> {
        self.writing(|engine| async move {
            let _turn = engine.keeper.turn.lock().await;
            let known = engine.keeper.current();
            if known.mode != Mode::Open {
                return Ok(());
            }
            let mut memory = Memory::clone(&known);
            engine.take_due(&mut memory)?;
            if !memory.occurrences().iter().any(|one| matches!(one.stage, Stage::Closing { .. })) {
                return Ok(());
            }
            tracing::warn!("the database did not answer at the start of a window: it is let go of");
            memory.mode = Mode::Closing;
            memory.token = Some(new_secret());
            memory.closed_at = Some(engine.clock.now());
            memory.settle_gate();
            engine.keeper.keep(memory.clone()).await?;
            let memory = engine.close_down(memory, LIMIT).await?;
            engine.lead_away(Memory::clone(&memory)).await.map(drop)
        })
        .await
    }
}

/// Whether its stage should have changed long enough ago.
fn is_late(one: &pure::Occurrence, now: Timestamp) -> bool {
    let closes = one.window.offline_at().is_some_and(|at| at.plus(PATIENCE) <= now);
    let due = match one.stage {
        Stage::Planned | Stage::Announced { .. } | Stage::Draining { .. } => true,
        Stage::Closing { since, .. } => since.plus(PATIENCE) <= now,
        Stage::Waiting { until, .. } | Stage::Cancelling { until, .. } => until.plus(PATIENCE) <= now,
        Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => false,
    };
    closes && due
}
