//! The worker: ticks that find what is due and do it. Recovery is a tick like any other.

use std::sync::atomic::Ordering;

use domain::duration::Span;
use domain::id::RequestId;
use domain::request::Status;
use domain::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::conduct::Event;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{request, step};

/// The longest sleep between two ticks: what was missed is found after it.
const PULSE: Span = Span::from_secs(2);
/// For how long after an unanswered commit it may still come true.
const DOUBT: Span = Span::from_secs(10);
/// How often old requests are looked for.
const HOUR: Span = Span::from_secs(3_600);
/// How often the database's clock is looked at.
const MINUTE: Span = Span::from_secs(60);
/// The most that one tick takes up; the next one goes on.
const HANDFUL: u32 = 200;

/// What the worker remembers from tick to tick.
#[derive(Debug, Default)]
pub struct Rounds {
    last_opened: Option<Timestamp>,
    last_forgotten: Option<Timestamp>,
    last_measured: Option<Timestamp>,
    last_looked: Option<Timestamp>,
    recovered: bool,
}

impl Engine {
    /// Ticks until `stop`. Steps that run are left to their supervisors (rule 22).
    pub async fn run(&self, stop: CancellationToken) {
        let mut rounds = Rounds::default();
        let statuses = self.clone();
        let ended = stop.clone();
        self.tasks.spawn(async move { statuses.publish_statuses(ended).await });
        let (memories, ended) = (self.clone(), stop.clone());
        self.tasks.spawn(async move { memories.keep_memories(ended).await });
        let (starts, ended) = (self.clone(), stop.clone());
        self.tasks.spawn(async move { starts.watch_starts(ended).await });
        while !stop.is_cancelled() {
            self.counters.ticks.fetch_add(1, Ordering::Relaxed);
            let next = match self.tick(&mut rounds).await {
                Ok(next) => next,
                Err(error) => {
                    self.counters.tick_errors.fetch_add(1, Ordering::Relaxed);
                    tracing::warn!(%error, "a tick was cut short; the next one goes on");
                    self.note_doubt();
                    None
                }
            };
            let pulse = self.clock.now().plus(PULSE);
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.kick.notified() => {}
                () = self.clock.sleep_until(next.map_or(pulse, |next| next.min(pulse))) => {}
            }
        }
    }

    /// Does everything that is due; answers when the next thing is.
    ///
    /// # Errors
    /// When the database refuses or does not answer; what was not done is done by the next tick.
    pub async fn tick(&self, rounds: &mut Rounds) -> Result<Option<Timestamp>> {
        if self.is_away() {
            return self.tick_away().await;
        }
        if self.recover.swap(false, Ordering::Relaxed) || self.in_doubt() {
            rounds.recovered = false;
        }
        // Stays due until it has been done: the database may not answer this time.
        if !rounds.recovered {
            let adopted = self.adopt_steps().await?;
            if adopted > 0 {
                tracing::info!(adopted, "steps adopted");
            }
            rounds.recovered = true;
        }
        if rounds.last_measured.is_none_or(|last| self.clock.now() >= last.plus(MINUTE)) {
            self.measure_clock().await?;
            rounds.last_measured = Some(self.clock.now());
        }
        let is_fresh = |last: Timestamp| self.clock.now() >= last && self.clock.now().since(last) < PULSE;
        if !rounds.last_looked.is_some_and(is_fresh) {
            match self.look_at_what_runs().await {
                Ok(()) => rounds.last_looked = Some(self.clock.now()),
                Err(error) if error.is_passing() => return Err(error),
                Err(error) => tracing::error!(%error, "what runs cannot be read; the last look stands"),
            }
        }
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let due_steps = step::due(&mut tx, now, HANDFUL).await?;
        let due_requests = request::due(&mut tx, now, HANDFUL).await?;
        drop(tx);
        // After recovery, so that what was in flight is known before the hold lifts (rule 17).
        if self.status_now().gate.manual().is_some_and(|hold| hold.expires_at.is_some_and(|at| at <= now)) {
            self.expire_hold().await?;
        }
        self.remind_of_hold().await?;
        let blackouts = self.lead_blackouts().await?;
        if self.is_away() {
            return Ok(blackouts);
        }
        let mut skipped = false;
        for id in due_steps {
            skipped |= self.skipped(id, self.conduct(id, Event::Wake).await)?;
        }
        for record in due_requests {
            skipped |= self.skipped(record.id, self.start_planned(record).await)?;
        }
        skipped |= self.fill_slots().await?;
        let opened = self.start_one_opened(rounds).await?;
        if rounds.last_forgotten.is_none_or(|last| now >= last.plus(HOUR)) {
            self.forget_old().await?;
            rounds.last_forgotten = Some(now);
        }
        let mut tx = self.store.read().await?;
        let next = step::next_wake(&mut tx).await?;
        // What was skipped is due still: it is looked at again by the pulse, not at once.
        Ok([next, opened, blackouts].into_iter().flatten().min().filter(|_| !skipped))
    }

    /// Begins queued steps, oldest first, while there are slots. Answers whether one was skipped.
    async fn fill_slots(&self) -> Result<bool> {
        if self.slots.available_permits() == 0 {
            return Ok(false);
        }
        let mut tx = self.store.read().await?;
        let queued = step::standing(&mut tx, "queued", HANDFUL).await?;
        drop(tx);
        let mut skipped = false;
        for (request, step) in queued {
            let Ok(permit) = self.slots.clone().try_acquire_owned() else { break };
            skipped |= self.skipped(request, self.conduct(request, Event::Slot { step, permit }).await)?;
        }
        Ok(skipped)
    }

    /// Goes on past one request that cannot be worked on, such as one whose rows this version cannot read: the
    /// others must not wait for it. Answers whether it was skipped.
    pub(crate) fn skipped(&self, request: RequestId, done: Result<()>) -> Result<bool> {
        match done {
            Ok(()) => Ok(false),
            // Somebody else was faster: cancelled meanwhile, say.
            Err(Error::Stale { .. }) => Ok(false),
            Err(error) if error.is_passing() => Err(error),
            Err(error) => {
                self.counters.tick_errors.fetch_add(1, Ordering::Relaxed);
                tracing::error!(%request, %error, "a request is skipped; the others go on");
                Ok(true)
            }
        }
    }

    /// Starts one of the requests that wait for the gate, at the pace that is set; answers when the next may.
    async fn start_one_opened(&self, rounds: &mut Rounds) -> Result<Option<Timestamp>> {
        let now = self.clock.now();
        // The seven days of rule 9 pass under a hold too, and nobody waits their turn to be told.
        self.give_up_stale(now).await?;
        if self.status_now().gate.closed_by(now).is_some() {
            return Ok(None);
        }
        let mut tx = self.store.read().await?;
        let waiting = request::with_status(&mut tx, Status::WaitingForOpen, HANDFUL).await?;
        drop(tx);
        if waiting.is_empty() {
            return Ok(None);
        }
        let pace = Self::pace(self.settings_now().await?.opening_pace);
        if Self::paced(rounds.last_opened, pace, now) {
            let many = waiting.len() > 1;
            for record in waiting {
                let id = record.id;
                let started = self.start_opened(record).await;
                let is_settled = matches!(started, Ok(true));
                if self.skipped(id, started.map(drop))? {
                    continue;
                }
                if is_settled {
                    rounds.last_opened = Some(now);
                    return Ok(many.then(|| now.plus(pace)));
                }
                break;
            }
        }
        Ok(rounds.last_opened.map(|last| last.plus(pace)).filter(|at| *at > now))
    }

    /// Publishes the status when something changed it, and every two seconds for what no notice told of.
    async fn publish_statuses(&self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.stale_status.notified() => {}
                () = self.clock.sleep(PULSE) => {}
            }
            if let Err(error) = self.refresh_status().await {
                tracing::warn!(%error, "the status could not be read; the last one stands");
            }
        }
    }

    /// Brings the state file up to date when something it keeps has changed.
    async fn keep_memories(&self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.stale_memory.notified() => {}
            }
            if let Err(error) = self.remember().await {
                tracing::warn!(%error, "the state file is not up to date; it is tried again");
                self.clock.sleep(PULSE).await;
                self.stale_memory.notify_one();
            }
        }
    }

    /// Asks the next tick to look for what was missed.
    pub(crate) fn note_recovery(&self) {
        self.recover.store(true, Ordering::Relaxed);
        self.kick.notify_one();
    }

    /// Notes that the database may have taken a commit, now or when it goes on, whose effects were not performed:
    /// for a while every tick looks for what was missed.
    pub(crate) fn note_doubt(&self) {
        self.doubt_until.store(self.clock.now().plus(DOUBT).micros(), Ordering::Relaxed);
        self.kick.notify_one();
    }

    fn in_doubt(&self) -> bool {
        self.clock.now().micros() <= self.doubt_until.load(Ordering::Relaxed)
    }

    /// How many steps run outside, attended by this process.
    #[must_use]
    pub fn running_steps(&self) -> u64 {
        crate::engine::lock(&self.attended).len() as u64
    }
}
