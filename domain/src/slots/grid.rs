//! The grid of slots that a search looks at.

use super::habits::cell;
use super::{LEAD, STEP, Search, Taken};
use crate::blackout::Zone;
use crate::duration::Span;
use crate::time::Timestamp;

/// How many steps the lead has.
pub(super) const LEAD_STEPS: usize = (LEAD.micros() / STEP.micros()) as usize;

/// How many steps a span needs.
pub(super) const fn steps(span: Span) -> i64 {
    (span.micros() + STEP.micros() - 1) / STEP.micros()
}

/// The step that an instant lies in, since 1970.
pub(super) const fn step(at: Timestamp) -> i64 {
    at.micros().div_euclid(STEP.micros())
}

/// The first step that begins no earlier than an instant.
const fn next_step(at: Timestamp) -> i64 {
    -(-at.micros()).div_euclid(STEP.micros())
}

/// The slots of a search by number, and the steps from the first one's hold to the last one's end.
pub(super) struct Grid {
    /// The step with which the first slot's hold begins, since 1970.
    pub(super) first: i64,
    /// How many slots there are.
    pub(super) slots: usize,
    /// How many steps a slot has, without its lead.
    pub(super) length: usize,
    /// The step of the week that each step is.
    pub(super) cells: Vec<usize>,
}

impl Grid {
    /// A slot starts early enough for its whole lead, and ends within the range.
    pub(super) fn of<Z: Zone + ?Sized>(search: &Search, zone: &Z, now: Timestamp) -> Self {
        let start = next_step(search.from.max(now.plus(LEAD)));
        let last = step(search.to.minus(search.duration));
        let slots = usize::try_from(last - start + 1).unwrap_or_default();
        let length = usize::try_from(steps(search.duration)).unwrap_or_default();
        let first = start - steps(LEAD);
        let count = if slots == 0 { 0 } else { slots - 1 + LEAD_STEPS + length };
        let cells = (first..).take(count).map(|step| cell(zone.wall(instant(step)))).collect();
        Self { first, slots, length, cells }
    }

    /// Where a slot starts.
    pub(super) fn start(&self, slot: usize) -> Timestamp {
        instant(self.first + i64::try_from(slot + LEAD_STEPS).unwrap_or_default())
    }

    /// The steps between a slot's hold and its end.
    pub(super) const fn held(&self, slot: usize) -> std::ops::Range<usize> {
        slot..slot + LEAD_STEPS + self.length
    }

    /// Of each slot, whether another blackout takes it: they overlap, or nothing would open in between.
    pub(super) fn taken(&self, blackouts: &[Taken], duration: Span, now: Timestamp) -> Vec<bool> {
        let mut taken = vec![false; self.slots];
        let base = self.first + steps(LEAD);
        let at = |step: i64| usize::try_from(step - base).unwrap_or_default().min(self.slots);
        for one in blackouts {
            let from = step(one.window.drain_at.minus(duration)) + 1;
            let until = next_step(one.window.end.max(now).plus(LEAD));
            if let Some(some) = taken.get_mut(at(from)..at(until)) {
                some.fill(true);
            }
        }
        taken
    }
}

const fn instant(step: i64) -> Timestamp {
    Timestamp::from_micros(step * STEP.micros())
}
