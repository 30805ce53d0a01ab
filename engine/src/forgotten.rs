//! Maintenance mode that nobody gave an end: once it has been on for long people are asked whether it is still wanted, and
//! again and again until somebody says so (rule 43).

use std::sync::atomic::Ordering;

use domain::blackout::last_reminder;
use domain::duration::Span;
use domain::maintenance::{GateState, Hold};
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::store::remind::{self, Asked};
use crate::store::{Tx, setting};

/// The name of the setting.
pub(crate) const REMIND: &str = "remind_after_hours";
/// After how many hours people are asked when nobody set it.
pub(crate) const USUAL_HOURS: u32 = 4;
const HOUR: i64 = 3_600;

/// A manual hold of which nobody said when it ends.
fn endless(gate: &GateState) -> Option<&Hold> {
    gate.manual().filter(|hold| hold.estimated_end.is_none() && hold.expires_at.is_none())
}

impl Engine {
    /// For how many whole hours the manual hold has been on, when people are to be asked about it.
    pub(crate) async fn hours_without_end(&self, tx: &mut Tx, gate: &GateState) -> Result<Option<u64>> {
        let Some(hold) = endless(gate) else { return Ok(None) };
        let Some(from) = asks_from(tx, hold).await?.map(|(from, _)| from) else { return Ok(None) };
        let now = self.clock.now();
        let hours = now.since(hold.since).secs() / HOUR;
        Ok((from <= now).then(|| hours.unsigned_abs()))
    }

    /// Reminds of a manual hold without an end whose time has come, each time once, whatever restarts lie between.
    pub(crate) async fn remind_of_hold(&self) -> Result<()> {
        let status = self.status_now();
        let Some(hold) = endless(&status.gate) else { return Ok(()) };
        let mut tx = self.store.read().await?;
        let asks = asks_from(&mut tx, hold).await?;
        drop(tx);
        let Some((from, asked)) = asks else { return Ok(()) };
        let reminder = last_reminder(from, self.clock.now());
        let Some(reminder) = reminder.filter(|at| asked.reminded.is_none_or(|told| told < *at)) else {
            return Ok(());
        };
        let id = hold.id;
        let is_news = self
            .writing(move |engine| async move {
                let mut tx = engine.store.write().await?;
                let is_news = remind::remind(&mut tx, id, reminder).await?;
                tx.commit().await?;
                Ok(is_news)
            })
            .await?;
        if is_news {
            self.counters.hold_reminders.fetch_add(1, Ordering::Relaxed);
            let (owner, since) = (&hold.owner, hold.since);
            tracing::warn!(hold = %id, %owner, %since, "maintenance mode is on without an end: lift it, give it an end, or keep it on");
            self.refresh_status().await?;
        }
        Ok(())
    }
}

/// From when on people are asked about a hold, and what they were asked and said before; none when they never are.
async fn asks_from(tx: &mut Tx, hold: &Hold) -> Result<Option<(Timestamp, Asked)>> {
    let hours = setting::get(tx, REMIND).await?.and_then(|text| text.parse().ok()).unwrap_or(USUAL_HOURS);
    if hours == 0 {
        return Ok(None);
    }
    let asked = remind::asked(tx, hold.id).await?;
    let counted_from = asked.kept.unwrap_or(hold.since);
    Ok(Some((counted_from.plus(Span::from_secs(i64::from(hours) * HOUR)), asked)))
}
