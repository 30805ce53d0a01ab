//! The calendar: blackouts, requests that are to start, and starts that were refused.

use domain::blackout::LONGEST_HARD_MAXIMUM;
use domain::calendar::{Day, Planned, closed, closes, shown};
use domain::duration::Span;
use domain::permission::{Permit, Read};
use domain::time::Timestamp;

use super::between::MANY;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::calendar;

/// The most requests of one kind that are named of a day.
const NAMED: u32 = 20;
/// The longest stretch that is read: the six weeks that a month may touch, and an hour.
const LONGEST: Span = Span::from_secs(42 * 86_400 + 3_600);

impl Engine {
    /// What the calendar has from one midnight of a zone to another, at most six weeks: what lies beyond is left out. Of a
    /// day's requests the first twenty of each kind are named, all are counted.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn calendar(&self, permit: &Permit<Read>, from: Timestamp, to: Timestamp) -> Result<Planned> {
        let to = to.min(from.plus(LONGEST));
        let now = self.clock.now();
        // One that waits for a confirmation is past its end.
        let mut blackouts = self.blackouts(permit, from.minus(LONGEST_HARD_MAXIMUM), to).await?;
        blackouts.retain(|one| {
            let (start, end) = shown(&one.occurrence, now);
            start < to && (from < end || from <= start)
        });
        let mut tx = self.store.read().await?;
        let scheduled = calendar::scheduled(&mut tx, from, to, NAMED).await?;
        let refused = calendar::refused(&mut tx, from, to, NAMED).await?;
        Ok(Planned { blackouts, scheduled, refused })
    }

    /// How much of each of these days blackouts close, those that were called off or missed left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn closed_days(&self, permit: &Permit<Read>, days: &[Day]) -> Result<Vec<Span>> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else {
            return Ok(Vec::new());
        };
        let now = self.clock.now();
        let from = first.from.minus(LONGEST_HARD_MAXIMUM);
        let blackouts = self.blackouts_up_to(permit, from, last.to, MANY).await?;
        let standing = blackouts.iter().filter(|one| closes(&one.occurrence.stage));
        let spans: Vec<_> = standing.map(|one| shown(&one.occurrence, now)).collect();
        Ok(closed(days, &spans))
    }
}
