//! What an operator on the host does to a window, with no database and no login; audited once there is one.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::blackout::{IllegalMove, Occurrence, Stage};
use domain::id::BlackoutId;
use domain::maintenance::Standing;
use domain::permission::{Authority, ManageMaintenance, Person, Role};
use domain::time::Timestamp;

use super::memory::{Memory, Mode};
use crate::blackout::Act;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::metrics::Away;
use crate::store::blackout::{self, Kept};

/// What is told of a database that was opened before all of it was checked.
const CHECKED_IN_PART: &str = "the database is large and was opened before all of it was checked: run PRAGMA integrity_check on a copy of it to be sure";

/// One thing to do from the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HostAct {
    /// Move the end of the window to a later instant.
    Extend {
        /// The new end.
        end: Timestamp,
    },
    /// Confirm that it may open.
    Confirm,
    /// Bring the database back now, and open.
    Reopen,
}

/// A window while the database is not Lull's, as pages tell it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// The blackout's name.
    pub name: String,
    /// Who planned it.
    pub owner: String,
    /// Its start.
    pub start: Timestamp,
    /// Its planned end.
    pub end: Timestamp,
    /// Whether it is on its way back.
    pub is_reopening: bool,
    /// Closed by force: all files of the database belong together (rule 34).
    pub forced: bool,
    /// What stands in the way, in words.
    pub trouble: Option<String>,
}

impl Engine {
    /// The window that keeps the database closed; of several the one that ends last.
    #[must_use]
    pub fn offline_window(&self) -> Option<Window> {
        let memory = self.away()?;
        let kept = memory.blackouts.iter().filter(|kept| is_away(kept));
        let kept = kept.max_by_key(|kept| kept.occurrence.window.end)?;
        Some(Window {
            name: kept.plan().name,
            owner: kept.series.owner.name.clone(),
            start: kept.occurrence.window.start,
            end: kept.occurrence.window.end,
            is_reopening: matches!(kept.occurrence.stage, Stage::Reopening { .. }),
            forced: memory.mode == (Mode::Offline { forced: true }),
            trouble: memory.trouble.clone(),
        })
    }

    /// Every window to come or under way, as the calendar snapshot tells it; to strangers only those that everybody was
    /// told of, and not by name (rule 19).
    #[must_use]
    pub fn calendar_snapshot(&self, known: bool) -> Vec<Window> {
        let memory = self.keeper.current();
        let is_told = |kept: &&Kept| known || kept.occurrence.stage != Stage::Planned;
        let tell = |kept: &Kept| Window {
            name: if known { kept.plan().name } else { "Maintenance".to_owned() },
            owner: kept.series.owner.name.clone(),
            start: kept.occurrence.window.start,
            end: kept.occurrence.window.end,
            is_reopening: false,
            forced: false,
            trouble: None,
        };
        memory.blackouts.iter().filter(is_told).map(tell).collect()
    }

    /// The database for the metrics, while it is not Lull's.
    pub(crate) fn away_told(&self) -> Option<Away> {
        let memory = self.away()?;
        Some(Away { since: memory.closed_at, forced: memory.mode == (Mode::Offline { forced: true }) })
    }

    /// What an operator should know while the database is not Lull's, a line each. Once it is back there is something to
    /// know only if not all of it was checked.
    #[must_use]
    pub fn offline_facts(&self) -> Vec<String> {
        let Some(memory) = self.away() else {
            let in_part = self.checked_in_part.load(Ordering::Relaxed);
            return in_part.then(|| CHECKED_IN_PART.to_owned()).into_iter().collect();
        };
        let mut facts = Vec::new();
        match memory.mode {
            Mode::Open | Mode::Closing => facts.push("the database is being closed: wait".to_owned()),
            Mode::Offline { .. } if memory.unreadable => facts.push(
                "how the database was closed is not known: of SQLite copy all three files (lull.db, -wal, -shm)"
                    .to_owned(),
            ),
            Mode::Offline { .. } if memory.opening => facts.push(
                "the database is being opened again: leave it alone (of SQLite all three files, lull.db, -wal and -shm, belong together)"
                    .to_owned(),
            ),
            Mode::Offline { forced: false } => {
                facts.push("the database is closed: no descriptor of it is open, it is yours".to_owned());
            }
            Mode::Offline { forced: true } => {
                facts.push(
                    "the database was closed by force: of SQLite copy all three files (lull.db, -wal, -shm)"
                        .to_owned(),
                );
            }
        }
        if let Some(window) = self.offline_window() {
            facts.push(format!(
                "{} by {}, from {} to about {}",
                window.name, window.owner, window.start, window.end
            ));
        }
        facts.extend(memory.trouble.clone());
        facts
    }

    /// Does it to every window that keeps the database closed.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `blackout` in words when none allows it; [`Error::Unavailable`] when the state file cannot
    /// be written.
    pub async fn act_from_host(&self, act: HostAct) -> Result<()> {
        let by = Person::system("host");
        self.writing(move |engine| async move {
            let turn = engine.keeper.turn.lock().await;
            let Some(known) = engine.away() else {
                drop(turn);
                return engine.act_on_those_that_wait(act).await;
            };
            let mut memory = Memory::clone(&known);
            if memory.unreadable {
                take_at_their_word(&mut memory, act)?;
            } else {
                engine.act_on_each(&mut memory, act, &by)?;
            }
            engine.keeper.keep(memory).await?;
            let memory: Arc<Memory> = engine.keeper.current();
            engine.publish_away(&memory);
            drop(turn);
            engine.kick.notify_one();
            Ok(())
        })
        .await
    }

    /// The database is back, and a window waits for its confirmation: the host may give it, as it could before.
    async fn act_on_those_that_wait(&self, act: HostAct) -> Result<()> {
        let act = match act {
            HostAct::Confirm | HostAct::Reopen => Act::Confirm,
            HostAct::Extend { end } => Act::Extend { end },
        };
        let mut tx = self.store.read().await?;
        let waits = |kept: &Kept| matches!(kept.occurrence.stage, Stage::AwaitingConfirmation { .. });
        let waiting: Vec<Kept> =
            blackout::to_come(&mut tx, self.clock.now()).await?.into_iter().filter(waits).collect();
        drop(tx);
        if waiting.is_empty() {
            let words = "the database is not offline: lull blackout extend, end and confirm are for windows that are not";
            return Err(Error::field("blackout", words));
        }
        let host = Authority::vouched(Person::system("host"), Role::Administrator);
        let (mut done, mut refused) = (false, None);
        for kept in waiting {
            let (id, key) = (kept.series.id, Some(kept.occurrence.key));
            match self.act_on(&host.permit::<ManageMaintenance>()?, id, key, act).await {
                Ok(_) => done = true,
                Err(error) => refused = Some(error),
            }
        }
        refused.filter(|_| !done).map_or(Ok(()), Err)
    }

    fn act_on_each(&self, memory: &mut Memory, act: HostAct, by: &Person) -> Result<()> {
        let mut done: Vec<(BlackoutId, Occurrence)> = Vec::new();
        let mut refused = None;
        for kept in memory.blackouts.iter_mut().filter(|kept| is_away(kept)) {
            match acted(kept.occurrence.clone(), act, by, self.clock.now()) {
                Ok(after) => {
                    kept.occurrence = after.clone();
                    done.push((kept.series.id, after));
                }
                Err(error) => refused = Some(error),
            }
        }
        if done.is_empty() {
            return Err(refused.map_or_else(no_window, crate::blackout::illegal));
        }
        for (id, after) in done {
            let detail = serde_json::json!({ "after": after });
            self.note_away(memory, by, word(act), id.to_string(), detail);
        }
        memory.settle_gate();
        Ok(())
    }
}

/// The state file could not be believed: the operator says that the database may be used (rule 35).
fn take_at_their_word(memory: &mut Memory, act: HostAct) -> Result<()> {
    if act != HostAct::Reopen {
        let words = "what was planned is not known: lull ctl reopen brings the database back";
        return Err(Error::field("blackout", words));
    }
    if let Standing::Offline(hold) = memory.gate.standing.clone() {
        memory.gate.standing = Standing::Reopening(hold);
        memory.gate.epoch += 1;
    }
    (memory.unreadable, memory.trouble) = (false, None);
    Ok(())
}

fn no_window() -> Error {
    Error::field("blackout", "no window is known that this could be done to: lull ctl status tells what is")
}

fn is_away(kept: &Kept) -> bool {
    match kept.occurrence.stage {
        Stage::Closing { .. } | Stage::Offline { .. } | Stage::Reopening { .. } => true,
        Stage::Planned
        | Stage::Announced { .. }
        | Stage::Draining { .. }
        | Stage::Waiting { .. }
        | Stage::Cancelling { .. }
        | Stage::AwaitingConfirmation { .. }
        | Stage::Ended { .. }
        | Stage::Cancelled { .. } => false,
    }
}

fn acted(
    one: Occurrence,
    act: HostAct,
    by: &Person,
    now: Timestamp,
) -> std::result::Result<Occurrence, IllegalMove> {
    match act {
        HostAct::Extend { end } => one.extend(end, now),
        HostAct::Confirm => one.confirm(by.clone(), now),
        HostAct::Reopen => one.reopen_by_hand(by.clone(), now),
    }
}

const fn word(act: HostAct) -> &'static str {
    match act {
        HostAct::Extend { .. } => "blackout.extend",
        HostAct::Confirm => "blackout.confirm",
        HostAct::Reopen => "blackout.reopen_by_hand",
    }
}
