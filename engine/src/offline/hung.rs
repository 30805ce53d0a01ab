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
            let next = self.next_look();
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

    /// The pulse, or the instant at which patience with the database ends.
    fn next_look(&self) -> Timestamp {
        let (memory, now) = (self.keeper.current(), self.clock.now());
        let ends = memory.blackouts.iter().filter_map(|kept| patience_ends(&kept.occurrence));
        ends.filter(|at| *at > now).chain([now.plus(PULSE)]).min().unwrap_or(now)
    }

    /// Whether a window should have begun to close a while ago, and has not.
    fn is_hung(&self) -> bool {
        let (memory, now) = (self.keeper.current(), self.clock.now());
        let is_late = |one| patience_ends(one).is_some_and(|at| at <= now);
        memory.mode == Mode::Open && memory.blackouts.iter().any(|kept| is_late(&kept.occurrence))
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
            engine.remember_what_runs(&mut memory);
            engine.take_due(&mut memory)?;
            if !memory.occurrences().iter().any(|one| matches!(one.stage, Stage::Closing { .. })) {
                return Ok(());
            }
            tracing::warn!("the database did not answer at the start of a window: it is let go of");
            engine.keep_unmarked(memory).await?;
            engine.let_go_unmarked().await
        })
        .await
    }

    /// Remembers that the database is being closed, without a word to it: whose turn it is.
    pub(super) async fn keep_unmarked(&self, mut memory: Memory) -> Result<()> {
        memory.mode = Mode::Closing;
        memory.token = Some(new_secret());
        memory.unmarked = true;
        memory.closed_at = Some(self.clock.now());
        memory.settle_gate();
        self.keeper.keep(memory).await
    }

    /// Lets go of a database that is remembered as being closed, by force if need be: whose turn it is.
    pub(super) async fn let_go_unmarked(&self) -> Result<()> {
        self.publish_away(&self.keeper.current());
        let memory = self.close_down(Memory::clone(&self.keeper.current()), LIMIT).await?;
        self.lead_away(Memory::clone(&memory)).await.map(drop)
    }
}

/// When its stage should have changed at the latest; none when its database is not to be closed any more.
fn patience_ends(one: &pure::Occurrence) -> Option<Timestamp> {
    let closes = one.window.offline_at()?;
    let due = match one.stage {
        Stage::Planned | Stage::Announced { .. } | Stage::Draining { .. } => closes,
        Stage::Closing { since, .. } => since.max(closes),
        Stage::Waiting { until, .. } | Stage::Cancelling { until, .. } => until.max(closes),
        Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => return None,
    };
    Some(due.plus(PATIENCE))
}
