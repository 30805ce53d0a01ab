//! Quiet slots: where a blackout would hit the least, by the calendar and by what ran before.

use domain::blackout::{LONGEST_HARD_MAXIMUM, LONGEST_LEAD, Window};
use domain::duration::Span;
use domain::permission::{Permit, Read};
use domain::slots::{Known, LEAD, LONGEST_RUN, NEAR, QuietSlots, Search, SlotAsk, Taken, WEEK, WEEKS, find};
use domain::time::Timestamp;

use super::between::{MANY, Touched, aside};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{Tx, slots};
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
        let on_record =
            self.blackouts_on_record(permit, from, search.to.plus(LONGEST_LEAD).plus(NEAR)).await?;
        let standing = on_record.into_iter().filter(|one| !one.occurrence.stage.is_over());
        let mut blackouts: Vec<Taken> =
            standing.map(|one| Taken { name: one.plan.name, window: one.occurrence.window }).collect();
        let mut tx = self.store.read().await?;
        blackouts.extend(self.taken_by_rules(&mut tx, search.from, search.to).await?);
        let earliest = search.from.minus(LEAD).minus(LONGEST_RUN);
        let planned = slots::planned(&mut tx, earliest, search.to, PLANNED).await?;
        if let Some(last) = planned.get(PLANNED as usize - 1) {
            search.to = search.to.min(last.at);
        }
        let weeks = Span::from_micros(WEEK.micros() * i64::from(WEEKS));
        let past = slots::past(&mut tx, now.minus(weeks), now, PAST).await?;
        Ok(Known { planned, past, blackouts })
    }

    /// The dates of series without a row in a range or near it, and those whose hold comes in it.
    async fn taken_by_rules(&self, tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Taken>> {
        let from = from.minus(NEAR);
        let all = self.touched_within(tx, from, to.plus(LONGEST_LEAD)).await?;
        aside(move || {
            let dates = all.iter().flat_map(|one| calculated(one, from, to));
            let found: Vec<Taken> = dates.take(MANY + 1).collect();
            if found.len() > MANY {
                return Err(Error::field("to", "has too many blackouts before it: choose an earlier one"));
            }
            Ok(found)
        })
        .await?
    }
}

fn calculated(one: &Touched, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Taken> {
    let plan = &one.read.series.plan;
    let taken = move |window: Window| Taken { name: plan.name.clone(), window };
    one.calculated(from, to.plus(NEAR.max(plan.drain_lead))).map(move |date| taken(date.window))
}
