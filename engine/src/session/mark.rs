//! The mark: a value in the database that every change of an account changes.
//!
//! Thousands of open streams ask each second whether their people may still look. They ask the mark, together,
//! and look themselves up only when it moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::duration::Span;
use domain::time::Timestamp;
use tokio::sync::Mutex;

use crate::engine::Engine;
use crate::error::Result;
use crate::store::{Tx, setting};

/// Its name among the settings.
const NAME: &str = "accounts_mark";
/// For how long a mark that was read counts as read, so that a change on another node is seen within a second.
const FRESH: Span = Span::from_micros(500_000);

#[derive(Debug)]
struct Seen {
    at: Timestamp,
    moves: u64,
    /// An error is kept as well: when the database hangs, waiters do not wait for it one after the other.
    mark: Result<Arc<str>>,
}

/// The mark as this process last saw it.
#[derive(Debug, Default)]
pub(super) struct Mark {
    seen: Mutex<Option<Seen>>,
    moves: AtomicU64,
}

impl Mark {
    /// The mark now, at most [`FRESH`] old and never older than a change by this process.
    pub(super) async fn current(&self, engine: &Engine) -> Result<Arc<str>> {
        let mut seen = self.seen.lock().await;
        let (now, moves) = (engine.clock.now(), self.moves.load(Ordering::Acquire));
        match &*seen {
            Some(seen) if seen.moves == moves && now >= seen.at && now.since(seen.at) < FRESH => {
                seen.mark.clone()
            }
            _ => {
                let mark = read(engine).await;
                // From when it was read, not from when it was asked for: a read that hung for seconds is fresh too.
                *seen = Some(Seen { at: engine.clock.now(), moves, mark: mark.clone() });
                mark
            }
        }
    }
}

async fn read(engine: &Engine) -> Result<Arc<str>> {
    let mut tx = engine.store.read().await?;
    Ok(setting::get(&mut tx, NAME).await?.unwrap_or_default().into())
}

impl Engine {
    /// Begins a transaction that changes accounts. They come one after the other: on PostgreSQL the mark's row
    /// is the lock, so that two administrators cannot demote each other at once.
    pub(crate) async fn changing_accounts(&self) -> Result<Tx> {
        let mut tx = self.store.write().await?;
        setting::set(&mut tx, NAME, &self.ids.next().to_string()).await?;
        Ok(tx)
    }

    /// Commits a change of accounts; open streams notice it at their next look.
    pub(crate) async fn commit_accounts(&self, tx: Tx) -> Result<()> {
        let done = tx.commit().await;
        self.attempts.mark.moves.fetch_add(1, Ordering::Release);
        match &done {
            Ok(()) => self.remember_first().await,
            // Nobody is told that it is done; the database may have taken it all the same.
            Err(_) => self.stale_memory.notify_one(),
        }
        done
    }
}
