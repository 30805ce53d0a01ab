//! What happened to a blackout, as the audit trail has it.

use domain::audit::Entry;
use domain::duration::Span;
use domain::id::{AuditId, BlackoutId};
use domain::permission::{Permit, Read};
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::ids;
use crate::store::{Tx, audit};

/// The most entries that are told.
const MOST: u32 = 100;

/// What happened to a blackout.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Its entries, oldest first; of more than 100 the newest.
    pub entries: Vec<Entry>,
    /// There are earlier ones.
    pub earlier: bool,
    /// Starts refused while the database was away that fit no process of the one that came back (rule 42).
    pub without_a_record: u64,
}

impl Engine {
    /// What happened to a blackout so far; nothing for one that is not known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn blackout_history(&self, _permit: &Permit<Read>, id: BlackoutId) -> Result<History> {
        let mut tx = self.store.read().await?;
        let mut entries = audit::of_blackout(&mut tx, id, MOST + 1).await?;
        let earlier = entries.len() > MOST as usize;
        entries.truncate(MOST as usize);
        entries.reverse();
        let history = History { entries, earlier, without_a_record: 0 };
        match away(&history.entries, self.clock.now()) {
            Some((from, to)) => with_what_came_of_it(&mut tx, history, from, to).await,
            None => Ok(history),
        }
    }
}

/// Adds what was written of no blackout in particular while the database was away.
async fn with_what_came_of_it(
    tx: &mut Tx,
    mut history: History,
    from: AuditId,
    to: AuditId,
) -> Result<History> {
    history.entries.extend(audit::restored(tx, from, to).await?);
    history.entries.sort_by_key(|entry| entry.id);
    history.without_a_record = audit::without_a_record(tx, from, to).await?;
    Ok(history)
}

/// From when until when it kept the database away, as ids of audit entries; none if it did not.
fn away(entries: &[Entry], now: Timestamp) -> Option<(AuditId, AuditId)> {
    let closed = entries.iter().position(|entry| is(entry, &["blackout.close", "blackout.offline"]))?;
    let (_, after) = entries.split_at(closed);
    let from = after.first()?.at;
    let back = after.iter().find(|entry| is(entry, &["blackout.await_confirmation", "blackout.over"]));
    // The millisecond after, as ids are told apart by it.
    let to = back.map_or(now, |entry| entry.at).plus(Span::from_micros(1_000));
    Some((AuditId::new(ids::least(from)), AuditId::new(ids::least(to))))
}

fn is(entry: &Entry, actions: &[&str]) -> bool {
    actions.contains(&entry.action.as_str())
}
