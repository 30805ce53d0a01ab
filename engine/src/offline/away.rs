//! Leads blackouts while the database is not Lull's: by the clock, from what is remembered.

use std::sync::Arc;

use domain::blackout::{self as pure, CLOSING_LIMIT, Closed, Facts, IllegalMove, Move, Others, Stage};
use domain::id::AuditId;
use domain::permission::Person;
use domain::time::Timestamp;

use super::memory::{Memory, Mode};
use crate::blackout::{Coming, detail, move_told, over_unseen, without_row_ahead};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::audit;

impl Engine {
    /// What is remembered, when the database is not Lull's.
    #[must_use]
    pub(crate) fn away(&self) -> Option<Arc<Memory>> {
        let memory = self.keeper.current();
        (memory.mode != Mode::Open).then_some(memory)
    }

    /// Whether the database is not Lull's: pages are the offline page then (rule 36).
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.away().is_some()
    }

    /// This process came in the place of one that could not let go of the database: it has none of its descriptors.
    pub(crate) async fn has_let_go(&self) -> Result<()> {
        let _turn = self.keeper.turn.lock().await;
        let memory = self.keeper.current();
        if matches!(memory.mode, Mode::Offline { .. }) && !memory.unreadable {
            self.keeper.keep(Memory { trouble: None, ..Memory::clone(&memory) }).await?;
        }
        Ok(())
    }

    /// Waits until the database is Lull's again.
    pub(crate) async fn until_back(&self) {
        // The sender lives as long as the engine.
        let _ = self.keeper.watch().wait_for(|memory| memory.mode == Mode::Open).await;
    }

    /// A tick while the database is not Lull's; answers when the next thing comes.
    ///
    /// # Errors
    /// When the state file cannot be written.
    pub(crate) async fn tick_away(&self) -> Result<Option<Timestamp>> {
        self.writing(|engine| async move {
            let mut turn = engine.keeper.turn.lock().await;
            // Somebody else may have brought it back meanwhile.
            let Some(memory) = engine.away() else { return Ok(Some(engine.clock.now())) };
            let memory = match memory.mode {
                Mode::Closing => {
                    engine.open_to_close().await;
                    engine.close_down(Memory::clone(&memory), CLOSING_LIMIT).await?
                }
                Mode::Offline { .. } | Mode::Open => memory,
            };
            let memory = engine.lead_away(Memory::clone(&memory)).await?;
            if is_to_reopen(&memory) {
                return engine.try_to_reopen(memory, &mut turn).await;
            }
            let wakes = memory.blackouts.iter().map(|kept| &kept.occurrence);
            let now = engine.clock.now();
            Ok(wakes.filter_map(|one| pure::wakes(&one.window, &one.stage)).filter(|at| *at > now).min())
        })
        .await
    }

    /// Takes every transition that is due, and remembers it.
    pub(super) async fn lead_away(&self, mut memory: Memory) -> Result<Arc<Memory>> {
        if self.take_due(&mut memory)? {
            memory.settle_gate();
            self.keeper.keep(memory).await?;
        }
        let memory = self.keeper.current();
        self.publish_away(&memory);
        Ok(memory)
    }

    /// Takes every transition that is due in what is remembered; answers whether there was one.
    pub(super) fn take_due(&self, memory: &mut Memory) -> Result<bool> {
        let now = self.clock.now();
        let mut changed = self.add_ahead_away(memory, now);
        loop {
            let all = memory.occurrences();
            let due = (0..all.len()).find_map(|me| next(memory, &all, me, now).map(|next| (me, next)));
            let Some((me, next)) = due else { break };
            self.take_in(memory, me, &next).map_err(crate::blackout::illegal)?;
            changed = true;
        }
        Ok(changed)
    }

    /// Takes one transition in what is remembered.
    pub(super) fn take_in(
        &self,
        memory: &mut Memory,
        me: usize,
        next: &Move,
    ) -> std::result::Result<(), IllegalMove> {
        let Some(kept) = memory.blackouts.get_mut(me) else { return Ok(()) };
        kept.occurrence = kept.occurrence.clone().take(next.clone(), self.clock.now())?;
        let (action, by) = move_told(next);
        let (id, detail, stage) = (kept.series.id, detail(kept), kept.occurrence.stage.as_str());
        tracing::info!(blackout = %id, name = %detail["name"], stage, "a blackout goes on");
        self.counters.blackout_moves.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.note_away(memory, &by, action, id.to_string(), detail);
        Ok(())
    }

    /// Gives dates of series their rows in what is remembered; answers whether there was one. They are written back with
    /// the others.
    fn add_ahead_away(&self, memory: &mut Memory, now: Timestamp) -> bool {
        let mut changed = false;
        for series in without_row_ahead(&memory.blackouts, now) {
            for kept in self.rows_ahead(&series, &memory.led(series.id), now, usize::MAX) {
                if kept.occurrence.stage.is_over() {
                    let (action, by) = over_unseen();
                    self.note_away(memory, &by, action, series.id.to_string(), detail(&kept));
                }
                memory.blackouts.push(kept);
                changed = true;
            }
        }
        changed
    }

    /// Remembers what is to be audited once there is a database again.
    pub(super) fn note_away(
        &self,
        memory: &mut Memory,
        by: &Person,
        action: &str,
        subject: String,
        detail: serde_json::Value,
    ) {
        let id = AuditId::new(self.ids.next());
        memory.audit.push(audit::entry(id, self.clock.now(), by, action, subject, detail));
    }

    /// Tells everybody how things stand, without a database.
    pub(crate) fn publish_away(&self, memory: &Memory) {
        let now = self.clock.now();
        self.tell_overdue(&memory.gate);
        self.publish(memory.gate.clone(), memory.load, Coming::of(&memory.blackouts, now), None);
    }
}

/// Whether nothing keeps the database closed any more.
fn is_to_reopen(memory: &Memory) -> bool {
    let stages = || memory.blackouts.iter().map(|kept| &kept.occurrence.stage);
    let closed = |stage: &Stage| matches!(stage, Stage::Closing { .. } | Stage::Offline { .. });
    !stages().any(closed) && !memory.unreadable
}

fn next(memory: &Memory, all: &[pure::Occurrence], me: usize, now: Timestamp) -> Option<Move> {
    let one = all.get(me)?;
    let closed = match memory.mode {
        Mode::Open | Mode::Closing => Closed::No,
        Mode::Offline { forced: false } => Closed::Verified,
        Mode::Offline { forced: true } => Closed::Forced,
    };
    let others = if one.stage.holds() { Others::of(me, all, now) } else { Others::default() };
    let facts = Facts { running: memory.load.running, closed, checks_green: false, others };
    pure::due(&one.window, &one.stage, now, &facts)
}
