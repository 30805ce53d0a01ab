//! Finds the slots that hit the least.

use super::costs::Costs;
use super::grid::{Grid, LEAD_STEPS};
use super::habits::{CELLS, Habits};
use super::{Known, NEAR, QuietSlots, Reason, Search, Side, Slot, Taken};
use crate::blackout::{LocalTime, Zone};
use crate::duration::Span;
use crate::time::Timestamp;

/// The most processes that a reason names.
const NAMED: usize = 3;

/// Finds the slots of a search that hit the least, the earlier one of two that hit alike.
///
/// With q quarters of an hour in the range, h groups of past runs, p of planned ones, b blackouts and k slots
/// found, it takes about q·log q + p·log p + h·log h steps to rank them all, and k·(q + h + p + b) more to
/// give reasons.
#[must_use]
pub fn find<Z: Zone + ?Sized>(search: &Search, known: &Known, zone: &Z, now: Timestamp) -> QuietSlots {
    let habits = Habits::of(&known.past, zone, now);
    let grid = Grid::of(search, zone, now);
    let finder = Finder { search, known, zone, now, costs: Costs::of(&grid, known, &habits), grid, habits };
    QuietSlots {
        zone: search.zone.clone(),
        from: search.from,
        to: search.to,
        duration: search.duration,
        weeks: finder.habits.weeks,
        items: finder.best().into_iter().map(|(cost, slot)| finder.told(cost, slot)).collect(),
        next: None,
    }
}

struct Finder<'a, Z: ?Sized> {
    search: &'a Search,
    known: &'a Known,
    zone: &'a Z,
    now: Timestamp,
    grid: Grid,
    habits: Habits<'a>,
    costs: Costs<'a>,
}

impl<Z: Zone + ?Sized> Finder<'_, Z> {
    /// The best slots with what they cost, none of which overlaps another.
    fn best(&self) -> Vec<(i64, usize)> {
        let taken = self.grid.taken(&self.known.blackouts, self.search.duration, self.now);
        let free = (0..self.grid.slots).filter(|slot| !taken[*slot]);
        let mut ranked: Vec<(i64, usize)> = free.map(|slot| (self.cost(slot), slot)).collect();
        ranked.sort_unstable();
        let mut best: Vec<(i64, usize)> = Vec::new();
        for (cost, slot) in ranked {
            if best.len() == self.search.limit {
                break;
            }
            let apart = best.iter().all(|(_, other)| other.abs_diff(slot) >= self.grid.length);
            if apart && self.can_be_said(slot) {
                best.push((cost, slot));
            }
        }
        best
    }

    /// What it hits, in parts of a run: as many as a run of every week weighs.
    fn cost(&self, slot: usize) -> i64 {
        self.costs.planned(&self.grid, slot) * self.habits.whole()
            + self.costs.habits(&self.grid, slot, &self.habits)
    }

    fn window(&self, slot: usize) -> (Timestamp, Timestamp) {
        let start = self.grid.start(slot);
        (start, start.plus(self.search.duration))
    }

    /// Whether a plan in local time means these instants: of a doubled hour it means the first (rule 28).
    fn can_be_said(&self, slot: usize) -> bool {
        let (start, end) = self.window(slot);
        [start, end].into_iter().all(|at| self.zone.local(self.zone.wall(at)).instant() == at)
    }

    fn told(&self, cost: i64, slot: usize) -> Slot {
        let (start, end) = self.window(slot);
        let mut reasons = vec![self.planned(slot)];
        reasons.extend(self.usual(slot));
        reasons.extend(nearest(&self.known.blackouts, start, end, self.now));
        Slot {
            start,
            end,
            local_start: LocalTime::from(self.zone.wall(start)),
            local_end: LocalTime::from(self.zone.wall(end)),
            hits: hundredths(cost, self.habits.whole()),
            reasons,
        }
    }

    fn planned(&self, slot: usize) -> Reason {
        let count = u32::try_from(self.costs.planned(&self.grid, slot)).unwrap_or(u32::MAX);
        if count == 0 {
            return Reason::NothingPlanned;
        }
        let mut first: Vec<String> = Vec::new();
        for name in self.costs.names(&self.grid, slot) {
            if first.len() < NAMED && !first.iter().any(|known| known == name) {
                first.push(name.to_owned());
            }
        }
        Reason::Planned { count, first }
    }

    /// What the history says; nothing while there is none.
    fn usual(&self, slot: usize) -> Vec<Reason> {
        let weeks = self.habits.weeks;
        if weeks == 0 {
            return Vec::new();
        }
        if self.costs.habits(&self.grid, slot, &self.habits) == 0 {
            return vec![Reason::QuietLast { weeks }];
        }
        let cells = &self.grid.cells[self.grid.held(slot)];
        let mut held = vec![0; CELLS];
        for cell in cells {
            held[*cell] += 1;
        }
        let hit = self.habits.hit(&held, cells[LEAD_STEPS]);
        let most = hit.into_iter().take(NAMED);
        most.map(|(process, weight)| Reason::UsuallyRuns {
            process: process.to_owned(),
            per_week: hundredths(weight, self.habits.whole()),
        })
        .collect()
    }
}

/// The blackout closest by, if it is close.
fn nearest(blackouts: &[Taken], start: Timestamp, end: Timestamp, now: Timestamp) -> Option<Reason> {
    let near = blackouts.iter().map(|one| {
        if one.window.start >= end {
            (one.window.start.since(end), Side::After, &one.name)
        } else {
            (start.since(one.window.end.max(now)), Side::Before, &one.name)
        }
    });
    let (gap, side, name) = near
        .filter(|(gap, ..)| *gap < NEAR)
        .min_by_key(|(gap, side, name)| (*gap, *name, *side == Side::After))?;
    Some(Reason::NearBlackout { name: name.clone(), gap: whole_minutes(gap), side })
}

fn whole_minutes(gap: Span) -> Span {
    Span::from_secs(gap.secs() / 60 * 60)
}

/// A quotient to the hundredth.
fn hundredths(part: i64, whole: i64) -> f64 {
    let rounded = (part * 100 + whole / 2) / whole;
    f64::from(i32::try_from(rounded).unwrap_or(i32::MAX)) / 100.0
}
