//! Closes the database at the start of a window (rules 34 and 35).

use std::sync::Arc;

use domain::blackout::{CLOSING_LIMIT, Stage};
use domain::duration::Span;
use domain::permission::Person;

use super::memory::{InFlight, Known, Memory, Mode};
use crate::conduct::Event;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::new_secret;
use crate::store::gate::GateTx;
use crate::store::{Tx, bearer, blackout, gate, request, step, task};

/// How long opening may take within a closing.
const OPENING: Span = Span::from_secs(4);
/// How long force may take.
const FORCE: Span = Span::from_secs(1);
/// How long closing is given, however late it begins.
const AT_LEAST: Span = Span::from_secs(1);
const A_DAY: Span = Span::from_secs(86_400);
/// The most steps and requests that are remembered by name.
const MOST: u32 = 100_000;

impl Engine {
    /// Brings the state file up to date with the database: at every change of plans, holds, sessions and tokens.
    pub(crate) async fn remember(&self) -> Result<()> {
        let _turn = self.keeper.turn.lock().await;
        let known = self.keeper.current();
        if known.mode != Mode::Open {
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        let memory = self.recollect(&mut tx).await?;
        drop(tx);
        let is_news = memory != *known && (memory.is_needed() || known.is_needed());
        if is_news { self.keeper.keep(memory).await } else { Ok(()) }
    }

    /// Brings it up to date before a change of holds or rights is told, so that it is true when the database hangs at the
    /// next moment; where that fails it is tried again.
    pub(crate) async fn remember_first(&self) {
        let known = self.keeper.current();
        // Away, whoever brings the database back remembers what it has.
        if known.mode != Mode::Open || !known.is_needed() {
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
        if !memory.is_needed() {
            return Ok(memory);
        }
        if memory.blackouts.iter().any(|kept| kept.series.plan.recurrence.is_some()) {
            // What was led to lies behind the next instants, wherever on earth they are.
            let from = now.minus(A_DAY).minus(A_DAY).to_chrono().naive_utc();
            memory.touched = blackout::touched(tx, from.into()).await?;
        }
        memory.gate = gate::state(tx).await?;
        memory.load.running = request::counts(tx, None).await?.running;
        memory.load.tasks = task::open_count(tx).await?;
        memory.running = request::under_way(tx, MOST).await?;
        memory.in_flight = step::outside(tx, MOST)
            .await?
            .into_iter()
            .map(|(request, step, attempt)| InFlight { request, step, attempt })
            .collect();
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
