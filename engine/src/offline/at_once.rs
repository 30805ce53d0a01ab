//! Takes the database offline at once, as an operator on the host asks for it: planned in the database where that answers,
//! else from memory, which needs none.

use std::time::Duration;

use domain::blackout::{AtEnd, BlackoutDraft, Left, LocalTime, Move, Stragglers};
use domain::duration::Span;
use domain::permission::Person;
use tokio::sync::oneshot;

use super::memory::{Memory, Mode};
use crate::blackout::Planned;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::Kept;

/// How long the database may take to record what is planned.
const PATIENCE: Duration = Duration::from_secs(5);

impl Engine {
    /// Takes the database offline now: a blackout that begins at once, planned from the host. A database that cannot record it
    /// is let go of all the same; it is on record once there is one again.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a length that no window may have; [`Error::Unavailable`] while it is offline already, or when
    /// the state file cannot be written.
    pub async fn go_offline_from_host(
        &self,
        length: Span,
        reason: Option<String>,
        message: Option<String>,
    ) -> Result<()> {
        if self.is_away() {
            return Err(is_offline_already());
        }
        // A start that has passed is none: the next second but one.
        let start = self.clock.now().plus(Span::from_secs(2)).to_chrono().naive_utc();
        let draft = BlackoutDraft {
            name: "Offline from the host".to_owned(),
            message,
            reason,
            start: LocalTime::from(start),
            zone: "UTC".to_owned(),
            end: None,
            duration: Some(length),
            announce_lead: Span::ZERO,
            drain_lead: Span::ZERO,
            stragglers: Some(Stragglers::Suspend),
            at_end: AtEnd::Reopen,
            hard_maximum: None,
            database_offline: true,
            recurrence: None,
        };
        // Made once: a commit that was not answered, or comes late, is of the same blackout.
        let planned = self.make_blackout(draft, &Person::system("host"))?;
        let saved = planned.clone();
        let saving = self.saving_blackout(move |_| Ok(saved));
        let error = match tokio::time::timeout(PATIENCE, saving).await {
            Ok(Ok(_)) => {
                self.kick.notify_one();
                return Ok(());
            }
            Ok(Err(error)) => error,
            Err(_) => Error::Unavailable("the database does not answer".to_owned()),
        };
        tracing::warn!(%error, "the database cannot record a window that begins now: it is let go of all the same");
        self.go_offline_from_memory(planned).await
    }

    /// Answers as soon as it is remembered that the database is being closed: letting go of it takes seconds, and may end
    /// with a new process in the place of this one.
    async fn go_offline_from_memory(&self, planned: Planned) -> Result<()> {
        let (tell, told) = oneshot::channel();
        let engine = self.clone();
        self.tasks.spawn(async move {
            let _turn = engine.keeper.turn.lock().await;
            let begun = engine.begin_from_memory(planned).await;
            let is_begun = begun.is_ok();
            // Whoever asked may have left.
            let _ = tell.send(begun);
            if is_begun && let Err(error) = engine.let_go_unmarked().await {
                tracing::error!(%error, "the database could not be let go of; tried again");
            }
        });
        let lost = || Error::Internal("the work was given up by a fault of Lull's own".to_owned());
        told.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Remembers a window that is being closed for, whose turn it is. After a restart the closing goes on.
    async fn begin_from_memory(&self, planned: Planned) -> Result<()> {
        let known = self.keeper.current();
        let is_known = known.blackouts.iter().any(|kept| kept.series.id == planned.kept.series.id);
        if known.mode != Mode::Open {
            // The database was closed meanwhile: for this window, or for another one.
            return if is_known { Ok(()) } else { Err(is_offline_already()) };
        }
        let mut memory = Memory::clone(&known);
        self.take_told_gate(&mut memory);
        self.remember_what_runs(&mut memory);
        self.begin_at_once(&mut memory, planned);
        self.take_due(&mut memory)?;
        self.keep_unmarked(memory).await
    }

    /// Brings a window to its closing, whatever the clock says of its start. How far the database had led it before it stopped
    /// answering is not taken a second time.
    fn begin_at_once(&self, memory: &mut Memory, planned: Planned) {
        let Planned { kept, entry } = planned;
        let id = kept.series.id;
        if memory.blackouts.iter().all(|known| known.series.id != id) {
            let is_before = |known: &Kept| known.occurrence.window.start <= kept.occurrence.window.start;
            let at = memory.blackouts.partition_point(is_before);
            memory.blackouts.insert(at, kept);
            memory.audit.push(entry);
        }
        let Some(me) = memory.blackouts.iter().position(|kept| kept.series.id == id) else { return };
        let running = memory.load.running;
        let left = if running == 0 { Left::Nothing } else { Left::Suspended(running) };
        for next in [Move::Announce, Move::Hold, Move::Close(left)] {
            if self.take_in(memory, me, &next).is_err() {
                tracing::debug!(blackout = %id, ?next, "a transition is taken already");
            }
        }
    }

    /// The gate as it was last told, where that is newer than what is remembered: with no window planned nobody waits until
    /// a change of holds is.
    fn take_told_gate(&self, memory: &mut Memory) {
        let told = self.status_now();
        if told.gate.epoch > memory.gate.epoch {
            memory.gate = told.gate.clone();
        }
    }
}

fn is_offline_already() -> Error {
    Error::Unavailable("the database is offline already: lull ctl extend moves the end".to_owned())
}
