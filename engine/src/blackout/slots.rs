//! Quiet slots: where a blackout would hit the least, by the calendar and by what ran before.

use domain::blackout::{LONGEST_HARD_MAXIMUM, LONGEST_LEAD};
use domain::duration::Span;
use domain::permission::{Permit, Read};
use domain::slots::{Known, LEAD, LONGEST_RUN, NEAR, QuietSlots, Search, SlotAsk, Taken, WEEK, WEEKS, find};
use domain::time::Timestamp;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::slots;
use crate::zone::Iana;

/// The most past runs that are looked at, the newest.
const PAST: u32 = 100_000;
/// The most rows of planned ones, each of a process and a quarter of an hour.
const PLANNED: u32 = 50_000;

impl Engine {
    /// Finds the slots that a blackout of a wanted length would hit the least, each with its reasons.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault at once; else when the database does not answer.
    pub async fn quiet_slots(&self, permit: &Permit<Read>, ask: &SlotAsk) -> Result<QuietSlots> {
        let (zone, now) = (Iana::named(&ask.zone), self.clock.now());
        let mut search = ask.check(zone.as_ref(), now).map_err(Error::Invalid)?;
        let zone = zone.ok_or_else(|| Error::field("zone", "is not a zone"))?;
        let known = self.known_of(permit, &mut search, now).await?;
        // A long range with a long history takes a while to look through.
        let found = tokio::task::spawn_blocking(move || find(&search, &known, &zone, now)).await;
        found.map_err(|error| Error::Internal(format!("a task ended early: {error}")))
    }

    /// What the calendar and the history tell of a search, which ends where the calendar was read to.
    async fn known_of(&self, permit: &Permit<Read>, search: &mut Search, now: Timestamp) -> Result<Known> {
        // One that waits for a confirmation is past its end.
        let from = search.from.min(now).minus(LONGEST_HARD_MAXIMUM);
        let blackouts = self.blackouts(permit, from, search.to.plus(LONGEST_LEAD).plus(NEAR)).await?;
        let standing = blackouts.into_iter().filter(|one| !one.occurrence.stage.is_over());
        let blackouts =
            standing.map(|one| Taken { name: one.plan.name, window: one.occurrence.window }).collect();
        let mut tx = self.store.read().await?;
        let earliest = search.from.minus(LEAD).minus(LONGEST_RUN);
        let planned = slots::planned(&mut tx, earliest, search.to, PLANNED).await?;
        if let Some(last) = planned.get(PLANNED as usize - 1) {
            search.to = search.to.min(last.at);
        }
        let weeks = Span::from_micros(WEEK.micros() * i64::from(WEEKS));
        let past = slots::past(&mut tx, now.minus(weeks), now, PAST).await?;
        Ok(Known { planned, past, blackouts })
    }
}
