//! Closes the database at the start of a window (rules 34 and 35).

use std::sync::Arc;

use domain::blackout::{CLOSING_LIMIT, Stage};
use domain::duration::Span;
use domain::permission::Person;

use super::memory::{Known, Memory, Mode};
use super::runs::Runs;
use crate::conduct::Event;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::new_secret;
use crate::store::gate::GateTx;
use crate::store::{Tx, bearer, blackout, gate, request};

/// How long opening may take within a closing.
const OPENING: Span = Span::from_secs(4);
/// How long force may take.
const FORCE: Span = Span::from_secs(1);
/// How long closing is given, however late it begins.
const AT_LEAST: Span = Span::from_secs(1);
const A_DAY: Span = Span::from_secs(86_400);
/// The most requests that are cancelled.
const MOST: u32 = 100_000;

impl Engine {
    /// Brings what is remembered up to date with the database: at every change of plans, holds, sessions and tokens. It is
    /// in the state file while a window is planned, and in memory always, as the host may ask for one at any moment.
    pub(crate) async fn remember(&self) -> Result<()> {
        let _reading = self.keeper.reading.lock().await;
        let known = self.keeper.current();
        if known.mode != Mode::Open {
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        let memory = self.recollect(&mut tx).await?;
        drop(tx);
        let _turn = self.keeper.turn.lock().await;
        // Closed meanwhile, and perhaps open again: then what was read is older than what is known.
        let is_overtaken = !Arc::ptr_eq(&known, &self.keeper.current());
        if is_overtaken || memory == *known { Ok(()) } else { self.keeper.keep(memory).await }
    }

    /// Brings it up to date before a change of holds is told. With no window planned nobody waits for that: the gate is
    /// known as it was told.
    pub(crate) async fn remember_holds_first(&self) {
        if self.keeper.current().is_needed() {
            self.remember_first().await;
        } else {
            self.stale_memory.notify_one();
        }
    }

    /// Brings it up to date before a change of holds or rights is told, so that it is true when the database hangs at the
    /// next moment; where that fails it is tried again.
    pub(crate) async fn remember_first(&self) {
        // Away, whoever brings the database back remembers what it has.
        if self.keeper.current().mode != Mode::Open {
            return;
        }
        if let Err(error) = self.remember().await {
            tracing::warn!(%error, "the state file is not up to date; it is tried again");
            self.stale_memory.notify_one();
        }
    }

    /// Reads from the database what is to be remembered.
    pub(crate) async fn recollect(&self, tx: &mut Tx) -> Result<Memory> {
        let now = self.clock.now();
        let blackouts = blackout::to_come(tx, now).await?;
        let mut memory = Memory { blackouts, ahead: self.clock.ahead(), ..Memory::default() };
        if memory.blackouts.iter().any(|kept| kept.series.plan.recurrence.is_some()) {
            // What was led to lies behind the next instants, wherever on earth they are.
            let from = now.minus(A_DAY).minus(A_DAY).to_chrono().naive_utc();
            memory.touched = blackout::touched(tx, from.into()).await?;
        }
        memory.gate = gate::state(tx).await?;
        Runs::read(tx).await?.remember(&mut memory);
        memory.people = bearer::bearers(tx, now)
            .await?
            .into_iter()
            .map(|(hash, is_token, bearer)| Known { hash, is_token, bearer })
            .collect();
        memory.sort_people();
        Ok(memory)
    }

    /// Takes the gate's lock to change holds or windows. Refused once it was read for the closing: what is remembered
    /// takes the place of what the database has, so that a change would be acknowledged and lost.
    pub(crate) async fn changing_gate(&self) -> Result<GateTx> {
        let tx = self.store.changing_gate().await?;
        if self.keeper.is_past_changes() {
            let words = "the database is being closed for a blackout: try again when it is over";
            return Err(Error::Unavailable(words.to_owned()));
        }
        Ok(tx)
    }

    /// Begins to close the database: what runs is suspended and everything remembered in one transaction, the state
    /// file says `closing` before anything is closed.
    pub(crate) async fn begin_closing(&self) -> Result<()> {
        self.writing(|engine| async move {
            let _turn = engine.keeper.turn.lock().await;
            if engine.is_away() {
                return Ok(());
            }
            let token = new_secret();
            let mut tx = engine.store.changing_gate().await?;
            tx.close_as(&token).await?;
            request::suspend(tx.tx()).await?;
            let mut memory = engine.recollect(tx.tx()).await?;
            let recalled = engine.keeper.recalls();
            tx.commit().await?;
            memory.mode = Mode::Closing;
            memory.token = Some(token);
            memory.closed_at = Some(engine.clock.now());
            engine.keeper.keep(memory.clone()).await?;
            drop(recalled);
            let limit = engine.left_to_close(&memory);
            let memory = engine.close_down(memory, limit).await?;
            engine.lead_away(Memory::clone(&memory)).await.map(drop)
        })
        .await
    }

    /// What is left of the ten seconds of rule 34, force included.
    fn left_to_close(&self, memory: &Memory) -> Span {
        let closing = memory.blackouts.iter().filter_map(|kept| {
            let Stage::Closing { since, .. } = kept.occurrence.stage else { return None };
            Some(since)
        });
        let since = closing.min().unwrap_or(self.clock.now());
        let ends = since.plus(CLOSING_LIMIT).minus(FORCE);
        ends.since(self.clock.now()).max(AT_LEAST).min(CLOSING_LIMIT)
    }

    /// Cancels every root request that runs (rule 32); asked again it does no harm.
    pub(crate) async fn cancel_what_runs(&self) -> Result<()> {
        let mut tx = self.store.read().await?;
        let roots = request::under_way(&mut tx, MOST).await?;
        drop(tx);
        for id in roots {
            self.conduct(id, Event::Cancel { by: Person::system("blackout") }).await?;
        }
        Ok(())
    }

    /// After a restart within the closing: opens the database once more, so that its `-wal` is written back when it is
    /// closed (rule 35). One that does not answer is let go of as it is.
    pub(super) async fn open_to_close(&self) {
        let opened = async {
            self.store.may_be_opened(false)?;
            Ok::<(), Error>(self.store.reopen().await?)
        };
        match tokio::time::timeout(OPENING.to_std(), opened).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database could not be opened to be closed"),
            Err(_) => tracing::warn!("the database did not answer when it was to be closed"),
        }
    }

    /// Closes the database, looks whether it is closed, and says so. The memory says `closing` already.
    pub(super) async fn close_down(&self, mut memory: Memory, limit: Span) -> Result<Arc<Memory>> {
        let closed = self.store.close(limit.to_std()).await;
        let forced = !closed.left.is_empty();
        let mut stuck = false;
        if forced {
            let still = self.store.force().await;
            let left = still.left.join("; ");
            tracing::warn!(left, "the database did not let go in time and was closed by force");
            memory.trouble = (!still.left.is_empty()).then(|| format!("left after force: {left}"));
            stuck = still.held;
        }
        memory.mode = Mode::Offline { forced };
        self.keeper.keep(memory).await?;
        if stuck {
            self.stuck.cancel();
        }
        Ok(self.keeper.current())
    }
}
