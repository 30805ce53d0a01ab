//! Brings the database back: connects, checks, writes what was remembered, replays (rules 38 to 42).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::duration::Span;
use domain::id::RequestId;
use domain::maintenance::{Hold, HoldKind};
use domain::permission::Person;
use domain::time::Timestamp;

use super::keeper::Attempts;
use super::memory::{Memory, Mode};
use super::token::{Came, back, strange};
use crate::blackout::{planned, standing, suspends};
use crate::engine::{Engine, lock};
use crate::error::{Error, Result};
use crate::store::gate::GateTx;
use crate::store::{Seen, audit, bearer, blackout, gate, request, step, task};

/// The most requests and steps that are looked at.
const MOST: u32 = 100_000;
/// How long letting go of it again may take.
const LETTING_GO: Duration = Duration::from_secs(5);
/// The first wait after a failure; it doubles up to the longest.
const FIRST_WAIT: Span = Span::from_micros(500_000);
/// The longest: the database is opened within a second of being there.
const LONGEST_WAIT: Span = Span::from_micros(900_000);

/// What is logged of a database that is not known to be the one that was closed (rule 42).
const ANOTHER: &str =
    "the database is not the one that was closed: what is not known to run is given up as interrupted";
const UNMARKED: &str = "the database could not be marked when the window began: what is not known to run is given up as interrupted";

impl Engine {
    /// Tries to bring the database back; answers when the next try is due, or the present when it is back.
    pub(super) async fn try_to_reopen(
        &self,
        memory: Arc<Memory>,
        attempts: &mut Attempts,
    ) -> Result<Option<Timestamp>> {
        let now = self.clock.now();
        // One that is further away was set before the clock stepped back (rule 44).
        let is_ahead = |next: &Timestamp| *next > now && next.since(now) <= LONGEST_WAIT;
        if let Some(next) = attempts.next.filter(is_ahead) {
            return Ok(Some(next));
        }
        let error = match self.reopen(&memory).await {
            Ok(()) => {
                *attempts = Attempts::default();
                self.note_recovery();
                return Ok(Some(self.clock.now()));
            }
            Err(error) => error,
        };
        let known = self.keeper.current();
        let opening = known.opening && !self.is_let_go_again().await;
        attempts.failed += 1;
        self.counters.reopen_failures.fetch_add(1, Ordering::Relaxed);
        let wait = jittered(attempts.failed, self.ids.next().as_u128());
        let next = self.clock.now().plus(wait);
        attempts.next = Some(next);
        let words = error.to_string();
        let is_news = known.trouble.as_deref() != Some(words.as_str());
        if is_news {
            tracing::warn!(%error, "the database is not back yet; it is tried again");
        }
        if is_news || known.opening != opening {
            self.keeper.keep(Memory { trouble: Some(words), opening, ..Memory::clone(&known) }).await?;
        }
        Ok(Some(next))
    }

    /// Lets go of a database that was not opened whole: until it is, it is not used. Answers whether it is seen to be closed.
    async fn is_let_go_again(&self) -> bool {
        let limit = if self.store.is_in_use() { LETTING_GO } else { LETTING_GO / 5 };
        self.store.close(limit).await.left.is_empty()
    }

    async fn reopen(&self, memory: &Memory) -> Result<()> {
        let clean = memory.mode == (Mode::Offline { forced: false }) && !memory.opening;
        self.store.may_be_opened(clean)?;
        self.store.answers().await?;
        if !memory.opening {
            // A process that dies from here on leaves a `-wal` which the next one needs.
            self.keeper.keep(Memory { opening: true, ..memory.clone() }).await?;
        }
        self.store.reopen().await?;
        self.check_database().await?;
        let came = self.write_back(memory).await?;
        if came.has_strangers() {
            tracing::warn!("{}", if memory.unmarked { UNMARKED } else { ANOTHER });
            self.give_up_strangers(memory).await?;
        }
        self.forget_processes();
        let (done, _) = self.replay(0).await?;
        // From here on starts wait for the database: one that is journalled after the journal was read for the last time
        // would be on record after the next window.
        let _journalling = self.keeper.journalling.write().await;
        let (_, read) = self.replay(done).await?;
        self.retire_journal(read).await?;
        // Tests let a debug build die here; a release never looks.
        fail::fail_point!("written-back", |_| std::process::abort());
        if self.is_new_here() {
            let made = self.arrive().await.map_err(|error| Error::Unavailable(error.to_string()))?;
            if made.is_some() {
                tracing::warn!(
                    "the database had no users: set a password by `lull user reset-password admin`"
                );
            }
        } else {
            self.measure_clock().await?;
        }
        self.look_at_what_runs().await?;
        let mut tx = self.store.read().await?;
        let remembered = self.recollect(&mut tx).await?;
        drop(tx);
        // Tests let it fail here, as on a full disk; a release never looks.
        fail::fail_point!("remembered-before", |_| Err(Error::Unavailable("a test says so".to_owned())));
        self.checks_are_green();
        // From here on the database is Lull's again.
        self.keeper.keep(remembered).await?;
        self.refresh_status().await
    }

    /// Looks whether the database may be used (rule 40).
    ///
    /// # Errors
    /// In words that say what is wrong.
    pub(crate) async fn check_database(&self) -> Result<()> {
        let seen = self.store.check(self.config.check_limit).await?;
        self.checked_in_part.store(seen == Seen::InPart, Ordering::Relaxed);
        Ok(())
    }

    /// Forgets what was read of processes: the database that came back may know others.
    fn forget_processes(&self) {
        self.newest.forget();
        lock(&self.definitions).clear();
    }

    /// What runs by the rows of the database: the requests with their steps that run outside.
    async fn found_running(&self) -> Result<BTreeMap<RequestId, Vec<(String, u32)>>> {
        let mut tx = self.store.read().await?;
        let mut found: BTreeMap<RequestId, Vec<(String, u32)>> = BTreeMap::new();
        for id in request::under_way(&mut tx, MOST).await? {
            found.insert(id, Vec::new());
        }
        for (id, step, attempt) in step::outside(&mut tx, MOST).await? {
            found.entry(id).or_default().push((step, attempt));
        }
        Ok(found)
    }

    /// Writes what was remembered into the database, in one transaction and once; answers what the database is
    /// (rule 42).
    async fn write_back(&self, memory: &Memory) -> Result<Came> {
        let mut tx = self.store.changing_gate().await?;
        let (known, found) = gate::closed_as(tx.tx()).await?;
        let came = Came::judge(memory.token.as_deref(), found.as_deref());
        let now = self.clock.now();
        for kept in &memory.blackouts {
            blackout::save(tx.tx(), &kept.series).await?;
            blackout::keep(tx.tx(), kept).await?;
        }
        if came == Came::Unknown {
            self.reopen_what_is_not_known(&mut tx).await?;
        } else {
            // What people and rule 20 changed since it was written back is not remembered, and stays.
            let counts = |hold: &&Hold| came.is_behind() || hold.kind == HoldKind::Blackout;
            let placed: Vec<&Hold> = known.holds.iter().filter(counts).collect();
            let held: Vec<&Hold> = memory.gate.holds.iter().filter(counts).collect();
            replace_holds(&mut tx, &placed, &held, now).await?;
            tx.plan(memory.gate.closing.as_ref(), &memory.gate.standing).await?;
        }
        if memory.blackouts.iter().any(suspends) {
            // Those of a restored database, or of one that did not answer when they were to be.
            request::suspend(tx.tx()).await?;
        }
        tx.set_epoch(known.epoch.max(memory.gate.epoch) + 1).await?;
        if let (Some(closed), true) = (memory.closed_at, came.is_behind()) {
            let stood = now.since(closed);
            if came == Came::Restored && !memory.unmarked {
                super::bearers::as_they_were(tx.tx(), memory, closed, now).await?;
            }
            bearer::extend_bearers(tx.tx(), closed, stood).await?;
            task::extend_deadlines(tx.tx(), stood).await?;
            if came == Came::Restored && !memory.unmarked {
                let by = Person::system("blackout");
                self.note(tx.tx(), &by, "blackout.restored", "database", serde_json::json!({})).await?;
            }
        }
        for entry in &memory.audit {
            // Those before a process died are there already; what came after it is not.
            if !audit::is_known(tx.tx(), entry.id).await? {
                audit::insert(tx.tx(), entry)?;
            }
        }
        if let Some(token) = &memory.token {
            tx.close_as(&if came.has_strangers() { strange(token) } else { back(token) }).await?;
        }
        tx.commit().await?;
        Ok(came)
    }

    /// The operator has it reopened although nobody knows which windows closed it: those that are on by the database
    /// come to their end. Their holds lift when every check is green.
    async fn reopen_what_is_not_known(&self, tx: &mut GateTx) -> Result<()> {
        let (by, now) = (Person::system("host"), self.clock.now());
        let mut all = blackout::to_come(tx.tx(), now).await?;
        for kept in &mut all {
            let Some(after) = kept.occurrence.clone().reopen_unknown(by.clone(), now) else { continue };
            kept.occurrence = after;
            blackout::keep(tx.tx(), kept).await?;
            let detail = serde_json::json!({ "after": kept.occurrence });
            let subject = kept.series.id.to_string();
            self.note(tx.tx(), &by, "blackout.reopen_by_hand", subject, detail).await?;
        }
        tx.plan(planned(&all).as_ref(), &standing(&all)).await
    }

    /// Gives up what runs in a restored database and did not when the other one was closed: it has ended, or went on,
    /// and must not be done again.
    async fn give_up_strangers(&self, memory: &Memory) -> Result<()> {
        fail::fail_point!("strangers-before", |_| Err(Error::Unavailable("a test says so".to_owned())));
        for (id, steps) in self.found_running().await? {
            let known = memory.running.contains(&id)
                && steps.iter().all(|(step, attempt)| {
                    memory
                        .in_flight
                        .iter()
                        .any(|one| one.request == id && one.step == *step && one.attempt == *attempt)
                });
            if !known {
                self.conduct(id, crate::conduct::Event::Lost).await?;
            }
        }
        if let Some(token) = &memory.token {
            let mut tx = self.store.changing_gate().await?;
            tx.close_as(&back(token)).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// The holds as they are remembered: those of a restored database may have been lifted or placed since.
async fn replace_holds(tx: &mut GateTx, placed: &[&Hold], held: &[&Hold], now: Timestamp) -> Result<()> {
    for hold in placed.iter().filter(|hold| held.iter().all(|one| one.id != hold.id)) {
        tx.lift(hold.id, &Person::system("blackout"), now).await?;
    }
    for hold in held {
        match placed.iter().find(|one| one.id == hold.id) {
            None => tx.place(hold, &Person::system(&hold.owner)).await?,
            Some(one) if one != hold => tx.edit(hold).await?,
            Some(_) => {}
        }
    }
    Ok(())
}

/// Half of the wait is by chance, so that several nodes do not knock together.
fn jittered(failed: u32, chance: u128) -> Span {
    let wait = FIRST_WAIT.times(f64::from(1_u32 << failed.saturating_sub(1).min(4))).min(LONGEST_WAIT);
    let half = wait.micros() / 2;
    let more = i64::try_from(chance % u128::try_from(half.max(1)).unwrap_or(1)).unwrap_or_default();
    Span::from_micros(half + more)
}

impl From<super::Error> for Error {
    fn from(error: super::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
