//! Leads every occurrence from one stage to the next, under the gate's lock: holds are placed and lifted here.

use std::collections::BTreeSet;

use domain::blackout::{
    self as pure, Altered, Because, Blackout, Facts, LocalTime, Move, Others, Series, Stage, Stays,
};
use domain::id::BlackoutId;
use domain::maintenance::GateState;
use domain::permission::Person;
use domain::time::Timestamp;

use super::{detail, hold_of, meant_first, move_told, occurrences, planned, standing, suspends};
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
    /// Which of them the database does not have as they are here.
    unwritten: BTreeSet<(BlackoutId, LocalTime)>,
    changed: bool,
    /// Blackouts that were saved: the next date of one may have no row.
    saved: Vec<Series>,
    /// Dates that a change leaves as they are, though it names them all.
    stays: Vec<Stays>,
    /// More dates than fit into one commit passed unseen. Until each has its row nothing is led any further, so that the
    /// gate refuses by the instant that has passed.
    pub(super) is_behind: bool,
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

    /// The series of which no row lies ahead.
    pub(super) fn without_row_ahead(&self, now: Timestamp) -> Vec<Series> {
        let mut behind = super::without_row_ahead(&self.kept, now);
        let recurs = |series: &&Series| series.plan.recurrence.is_some();
        for series in self.saved.iter().rev().filter(recurs) {
            if behind.iter().all(|one| one.id != series.id) {
                behind.push(series.clone());
            }
        }
        behind
    }

    /// The occurrences of a blackout that are not over, the one first that is meant when it alone is named; else the last
    /// one.
    pub(super) async fn rows(&mut self, id: BlackoutId) -> Result<Vec<Kept>> {
        self.write().await?;
        Ok(meant_first(blackout::of(self.tx.tx(), id).await?))
    }

    /// Takes a new or changed one among them.
    pub(super) fn add(&mut self, kept: Kept) {
        let name = name(&kept);
        self.kept.retain(|known| self::name(known) != name);
        self.unwritten.insert(name);
        self.kept.push(kept);
        self.changed = true;
    }

    /// Puts one on record that is over and was never among them.
    pub(super) fn add_over(&mut self, kept: &Kept) -> Result<()> {
        self.changed = true;
        blackout::add(self.tx.tx(), kept)
    }

    /// Takes one out that nothing has happened to.
    pub(super) async fn take_out(&mut self, kept: &Kept) -> Result<()> {
        let name = name(kept);
        self.kept.retain(|known| self::name(known) != name);
        self.unwritten.remove(&name);
        self.changed = true;
        blackout::take_out(self.tx.tx(), kept).await
    }

    /// Saves a blackout, for all its occurrences.
    pub(super) async fn save(&mut self, series: &Series) -> Result<()> {
        for kept in self.kept.iter_mut().filter(|kept| kept.series.id == series.id) {
            kept.series = series.clone();
        }
        self.changed = true;
        self.saved.push(series.clone());
        blackout::save(self.tx.tx(), series).await
    }

    /// Gives the dates of a blackout from a key on to a new one, which is saved: rows, holds' ids and all.
    pub(super) async fn split(&mut self, from: BlackoutId, series: &Series, key: LocalTime) -> Result<()> {
        self.write().await?;
        self.save(series).await?;
        blackout::hand_over(self.tx.tx(), from, series.id, key).await?;
        let goes_over = |kept: &&mut Kept| kept.series.id == from && kept.occurrence.key >= key;
        for kept in self.kept.iter_mut().filter(goes_over) {
            kept.series = series.clone();
        }
        Ok(())
    }

    /// Notes that a change leaves a date as it is.
    pub(super) fn leaves(&mut self, key: LocalTime, because: Because) {
        self.stays.push(Stays { key, because });
    }

    /// Writes what the database does not have yet.
    pub(super) async fn write(&mut self) -> Result<()> {
        for kept in self.kept.iter().filter(|kept| self.unwritten.contains(&name(kept))) {
            blackout::keep(self.tx.tx(), kept).await?;
        }
        self.unwritten.clear();
        Ok(())
    }
}

/// What names an occurrence.
fn name(kept: &Kept) -> (BlackoutId, LocalTime) {
    (kept.series.id, kept.occurrence.key)
}

/// An occurrence that was changed, to be told when everything that follows is done: by its key, or the one that is meant
/// then.
pub(super) type Changed = (BlackoutId, Option<LocalTime>);

impl Engine {
    /// As [`Engine::altering_blackouts`], where every date is reached.
    pub(super) async fn changing_blackouts<F>(
        &self,
        change: impl FnOnce(Self, Lead) -> F + Send + 'static,
    ) -> Result<Blackout>
    where
        F: Future<Output = Result<(Lead, Changed)>> + Send + 'static,
    {
        Ok(self.altering_blackouts(change).await?.blackout)
    }

    /// Changes blackouts: what the clock has brought comes first, so that an edit which races a boundary has one
    /// outcome; then the change; then what follows from it.
    pub(super) async fn altering_blackouts<F>(
        &self,
        change: impl FnOnce(Self, Lead) -> F + Send + 'static,
    ) -> Result<Altered>
    where
        F: Future<Output = Result<(Lead, Changed)>> + Send + 'static,
    {
        self.writing(move |engine| async move {
            let mut lead = engine.take_lead().await.map_err(crate::maintenance::not_enabled)?;
            while lead.is_behind {
                engine.let_go(lead).await.map_err(crate::maintenance::not_enabled)?;
                lead = engine.take_lead().await.map_err(crate::maintenance::not_enabled)?;
            }
            let (mut lead, (id, key)) = change(engine.clone(), lead).await?;
            engine.follow(&mut lead).await?;
            let known = lead.kept.iter().find(|kept| Some(name(kept)) == key.map(|key| (id, key))).cloned();
            let kept = match known {
                Some(kept) => kept,
                None => lead.rows(id).await?.into_iter().next().ok_or_else(|| super::unknown(id))?,
            };
            let stays = std::mem::take(&mut lead.stays);
            engine.let_go(lead).await.map_err(crate::maintenance::not_enabled)?;
            // A date that was named is told with its own plan, a series with the one that it has.
            let blackout = match key {
                Some(_) => kept.told(),
                None => Blackout::of(&kept.series, kept.occurrence),
            };
            Ok(Altered { blackout, stays })
        })
        .await
    }

    /// Brings every blackout up to date; answers when the clock brings the next thing.
    pub(crate) async fn lead_blackouts(&self) -> Result<Option<Timestamp>> {
        let mut tx = self.store.read().await?;
        let now = self.clock.now();
        let kept = blackout::to_come(&mut tx, now).await?;
        if kept.is_empty() {
            return Ok(None);
        }
        let running = request::counts(&mut tx, None).await?.running;
        let is_behind = self.is_behind(&mut tx, &kept, now).await?;
        drop(tx);
        let all = occurrences(&kept);
        if !self.is_green() && all.iter().any(waits_for_checks) {
            // The process that had checked it is gone, or the database was never closed.
            self.check_database().await?;
            self.checks_are_green();
        }
        let facts = Facts { running, checks_green: self.is_green(), ..Facts::default() };
        if is_behind || (0..all.len()).any(|me| next(&all, me, facts, now).is_some()) {
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
        // Tests let the database refuse here, or not answer below; a release never looks.
        fail::fail_point!("lead-refused", |_| Err(crate::Error::Unavailable("a test says so".to_owned())));
        let mut tx = self.changing_gate().await?;
        let gate = gate::state(tx.tx()).await?;
        let kept = blackout::to_come(tx.tx(), self.clock.now()).await?;
        let mut lead = Lead {
            tx,
            gate,
            kept,
            unwritten: BTreeSet::new(),
            changed: false,
            saved: Vec::new(),
            stays: Vec::new(),
            is_behind: false,
        };
        self.follow(&mut lead).await?;
        Ok(lead)
    }

    /// Gives dates their rows, and takes every transition that is due, one after another, each once.
    async fn follow(&self, lead: &mut Lead) -> Result<()> {
        let running = request::counts(lead.tx.tx(), None).await?.running;
        let facts = Facts { running, checks_green: self.is_green(), ..Facts::default() };
        let now = self.clock.now();
        self.add_ahead(lead, now).await?;
        if lead.is_behind {
            return Ok(());
        }
        let mut all = occurrences(&lead.kept);
        loop {
            let due = (0..all.len()).find_map(|me| next(&all, me, facts, now).map(|next| (me, next)));
            let Some((me, next)) = due else { return Ok(()) };
            let (Some(kept), Some(one)) = (lead.kept.get_mut(me), all.get_mut(me)) else { return Ok(()) };
            kept.occurrence = kept.occurrence.clone().take(next.clone(), now).map_err(super::illegal)?;
            one.clone_from(&kept.occurrence);
            let (id, detail) = (kept.series.id, detail(kept));
            lead.unwritten.insert(name(kept));
            lead.changed = true;
            let (action, by) = move_told(&next);
            tracing::info!(blackout = %id, name = %detail["name"], stage = one.stage.as_str(), "a blackout goes on");
            self.counters.blackout_moves.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            self.note(lead.tx.tx(), &by, action, id.to_string(), detail).await?;
        }
    }

    /// Writes what changed: occurrences, holds, the gate's row; and lets the lock go.
    async fn let_go(&self, mut lead: Lead) -> Result<()> {
        if !lead.changed {
            return Ok(());
        }
        lead.write().await?;
        let Lead { mut tx, gate, kept, .. } = lead;
        let now = self.clock.now();
        for one in &kept {
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
        fail::fail_point!("lead-unanswered", |_| Err(crate::Error::OutcomeUnknown));
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
    // Until its hold is in force the others mean nothing for it.
    let others = if one.stage.holds() { Others::of(me, all, now) } else { Others::default() };
    let facts = Facts { others, ..facts };
    pure::due(&one.window, &one.stage, now, &facts)
}
