//! Leads every occurrence from one stage to the next, under the gate's lock: holds are placed and lifted here.

use domain::blackout::{self as pure, Blackout, Facts, Move, Others, Reach, Stage};
use domain::id::BlackoutId;
use domain::maintenance::{Closing, GateState, Standing};
use domain::permission::Person;
use domain::time::Timestamp;

use super::{occurrences, only};
use crate::engine::Engine;
use crate::error::Result;
use crate::store::blackout::{self, Kept};
use crate::store::gate::{self, GateTx};
use crate::store::{Tx, request};

/// Every occurrence to come, while the gate's lock is held.
pub(super) struct Lead {
    tx: GateTx,
    gate: GateState,
    kept: Vec<Kept>,
    changed: bool,
}

impl Lead {
    /// The transaction, for what is written beside.
    pub(super) fn tx(&mut self) -> &mut Tx {
        self.tx.tx()
    }

    /// The gate's epoch.
    pub(super) const fn epoch(&self) -> u64 {
        self.gate.epoch
    }

    /// A blackout, whether it is over or not.
    pub(super) async fn find(&mut self, id: BlackoutId) -> Result<Kept> {
        match self.kept.iter().find(|kept| kept.series.id == id) {
            Some(kept) => Ok(kept.clone()),
            None => only(blackout::of(self.tx.tx(), id).await?, id),
        }
    }

    /// Takes a new or changed one among them.
    pub(super) fn add(&mut self, kept: Kept) {
        self.changed = true;
        self.kept.retain(|known| known.series.id != kept.series.id);
        self.kept.push(kept);
    }
}

impl Engine {
    /// Changes blackouts: what the clock has brought comes first, so that an edit which races a boundary has one
    /// outcome; then the change; then what follows from it.
    pub(super) async fn changing_blackouts<F>(
        &self,
        change: impl FnOnce(Self, Lead) -> F + Send + 'static,
    ) -> Result<Blackout>
    where
        F: Future<Output = Result<(Lead, BlackoutId)>> + Send + 'static,
    {
        self.writing(move |engine| async move {
            let lead = engine.take_lead().await.map_err(crate::maintenance::not_enabled)?;
            let (mut lead, id) = change(engine.clone(), lead).await?;
            engine.follow(&mut lead).await?;
            let kept = lead.find(id).await?;
            engine.let_go(lead).await.map_err(crate::maintenance::not_enabled)?;
            Ok(Blackout::of(&kept.series, kept.occurrence))
        })
        .await
    }

    /// Brings every blackout up to date; answers when the clock brings the next thing.
    pub(crate) async fn lead_blackouts(&self) -> Result<Option<Timestamp>> {
        let mut tx = self.store.read().await?;
        let kept = blackout::to_come(&mut tx).await?;
        if kept.is_empty() {
            return Ok(None);
        }
        let running = request::counts(&mut tx, None).await?.running;
        drop(tx);
        let now = self.clock.now();
        let all = occurrences(&kept);
        if !self.is_green() && all.iter().any(waits_for_checks) {
            // The process that had checked it is gone, or the database was never closed.
            self.store.check().await?;
            self.checks_are_green();
        }
        let facts = Facts { running, checks_green: self.is_green(), ..Facts::default() };
        let due = (0..all.len()).any(|me| next(&all, me, facts, now).is_some());
        if due {
            self.writing(|engine| async move {
                let lead = engine.take_lead().await?;
                engine.let_go(lead).await
            })
            .await?;
            return Ok(Some(now));
        }
        if all.iter().any(|one| matches!(one.stage, Stage::Closing { .. })) {
            self.begin_closing().await?;
            return Ok(Some(now));
        }
        if all.iter().any(is_soon_offline) {
            // What runs by then is known as it is, should the database hang at the start.
            self.stale_memory.notify_one();
        }
        if all.iter().any(|one| matches!(one.stage, Stage::Cancelling { .. })) {
            self.cancel_what_runs().await?;
        }
        let wakes = all.iter().filter_map(|one| pure::wakes(&one.window, &one.stage));
        Ok(wakes.filter(|at| *at > now).min())
    }

    /// Takes the gate's lock, and every occurrence as far as the clock has brought it.
    async fn take_lead(&self) -> Result<Lead> {
        let mut tx = self.changing_gate().await?;
        let gate = gate::state(tx.tx()).await?;
        let kept = blackout::to_come(tx.tx()).await?;
        let mut lead = Lead { tx, gate, kept, changed: false };
        self.follow(&mut lead).await?;
        Ok(lead)
    }

    /// Takes every transition that is due, one after another, each once.
    async fn follow(&self, lead: &mut Lead) -> Result<()> {
        let running = request::counts(lead.tx.tx(), None).await?.running;
        let facts = Facts { running, checks_green: self.is_green(), ..Facts::default() };
        let now = self.clock.now();
        loop {
            let all = occurrences(&lead.kept);
            let due = (0..all.len()).find_map(|me| next(&all, me, facts, now).map(|next| (me, next)));
            let Some((me, next)) = due else { return Ok(()) };
            let Some(kept) = lead.kept.get_mut(me) else { return Ok(()) };
            kept.occurrence = kept.occurrence.clone().take(next.clone(), now).map_err(super::illegal)?;
            let (series, stage) = (kept.series.clone(), kept.occurrence.stage.clone());
            lead.changed = true;
            let (action, by) = move_told(&next);
            tracing::info!(blackout = %series.id, name = series.plan.name, stage = stage.as_str(), "a blackout goes on");
            self.counters.blackout_moves.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let detail = serde_json::json!({ "name": series.plan.name, "stage": stage });
            self.note(lead.tx.tx(), &by, action, series.id.to_string(), detail).await?;
        }
    }

    /// Writes what changed: occurrences, holds, the gate's row; and lets the lock go.
    async fn let_go(&self, lead: Lead) -> Result<()> {
        let Lead { mut tx, gate, kept, changed } = lead;
        if !changed {
            return Ok(());
        }
        let now = self.clock.now();
        for one in &kept {
            blackout::keep(tx.tx(), one).await?;
            let wanted = one.occurrence.stage.holds().then(|| hold_of(one));
            let placed = gate.holds.iter().find(|hold| hold.id == one.hold);
            match (placed, wanted) {
                (None, Some(hold)) => tx.place(&hold, &one.series.owner).await?,
                (Some(placed), Some(hold)) if *placed != hold => tx.edit(&hold).await?,
                (Some(placed), None) => tx.lift(placed.id, &Person::system("blackout"), now).await?,
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        tx.plan(planned(&kept).as_ref(), &standing(&kept)).await?;
        tx.raise_epoch().await?;
        let resumed = if kept.iter().any(suspends) { 0 } else { request::resume(tx.tx()).await? };
        tx.commit().await?;
        if resumed > 0 {
            tracing::info!(resumed, "suspended requests go on");
            self.note_recovery();
        }
        if let Err(error) = self.remember().await {
            tracing::warn!(%error, "the state file is not up to date; it is tried again");
            self.stale_memory.notify_one();
        }
        if let Err(error) = self.refresh_status().await {
            tracing::warn!(%error, "the change is in force; browsers are told by the next look");
            self.stale_status.notify_one();
        }
        self.kick.notify_one();
        Ok(())
    }
}

/// Whether it goes on only when every check is green (rules 40 and 41).
fn waits_for_checks(one: &pure::Occurrence) -> bool {
    matches!(one.stage, Stage::Reopening { .. } | Stage::AwaitingConfirmation { .. })
}

/// Whether the database is closed for it next.
fn is_soon_offline(one: &pure::Occurrence) -> bool {
    let held = matches!(one.stage, Stage::Draining { .. } | Stage::Waiting { .. } | Stage::Cancelling { .. });
    held && one.window.offline_at().is_some()
}

/// What comes next for one of them.
fn next(all: &[pure::Occurrence], me: usize, facts: Facts, now: Timestamp) -> Option<Move> {
    let one = all.get(me)?;
    let facts = Facts { others: Others::of(me, all, now), ..facts };
    pure::due(&one.window, &one.stage, now, &facts)
}

/// Whether it keeps requests suspended (rule 32).
pub(crate) fn suspends(kept: &Kept) -> bool {
    match (kept.occurrence.window.reach, &kept.occurrence.stage) {
        (Reach::MaintenanceOnly, _) => false,
        (
            Reach::FullSystem(_),
            Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. },
        ) => true,
        (
            Reach::FullSystem(_),
            Stage::Planned
            | Stage::Announced { .. }
            | Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Ended { .. }
            | Stage::Cancelled { .. },
        ) => false,
    }
}

/// The hold of an occurrence; in force since its drain instant, however late the tick came (rule 5).
pub(crate) fn hold_of(kept: &Kept) -> domain::maintenance::Hold {
    let window = &kept.occurrence.window;
    pure::hold(kept.hold, &kept.plan(), window, &kept.series.owner.name, window.drain_at)
}

/// The next closing for the gate's row: the earliest, and the earliest instant at which a database closes.
pub(crate) fn planned(kept: &[Kept]) -> Option<Closing> {
    let open = |kept: &&Kept| match kept.occurrence.stage {
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::Closing { .. } => true,
        Stage::Offline { .. }
        | Stage::Reopening { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => false,
    };
    let all = || kept.iter().filter(open);
    let first = all().min_by_key(|kept| kept.occurrence.window.drain_at)?;
    let offline_at = all().filter_map(|kept| kept.occurrence.window.offline_at()).min();
    Some(Closing { offline_at, ..pure::closing(&first.occurrence.window, hold_of(first)) })
}

/// Where they let the system stand: offline goes before reopening (rule 15).
pub(crate) fn standing(kept: &[Kept]) -> Standing {
    let all = || kept.iter().map(|kept| kept.occurrence.standing(&hold_of(kept)));
    let offline = all().find(|standing| matches!(standing, Standing::Offline(_)));
    offline.or_else(|| all().find(|standing| *standing != Standing::Online)).unwrap_or_default()
}

/// The audit's word for a transition, and who made it.
pub(crate) fn move_told(next: &Move) -> (&'static str, Person) {
    let action = match next {
        Move::Announce => "blackout.announce",
        Move::Hold => "blackout.hold",
        Move::Wait { .. } => "blackout.wait",
        Move::CancelRunning { .. } => "blackout.cancel_running",
        Move::Close(_) => "blackout.close",
        Move::GoOffline { .. } => "blackout.offline",
        Move::Reopen(_) => "blackout.reopen",
        Move::AwaitConfirmation => "blackout.await_confirmation",
        Move::End(_) => "blackout.over",
    };
    (action, Person::system("blackout"))
}
