//! What each slot of a grid hits: sums over its steps, made once for all of them.

use std::collections::BTreeMap;

use super::grid::{Grid, LEAD_STEPS, step, steps};
use super::habits::Habits;
use super::{Known, LEAD, LONGEST_RUN, PastRuns, PlannedRuns};
use crate::duration::Span;

/// Of ten past runs, how many took no longer than a planned one is expected to.
const TENTHS: u64 = 9;

/// A planned run on the grid.
struct OnGrid<'a> {
    process: &'a str,
    /// Its step, counted from the grid's first.
    at: i64,
    /// How many steps it is expected to last.
    lasts: i64,
    count: u32,
}

/// What each slot hits.
pub(super) struct Costs<'a> {
    planned: Vec<OnGrid<'a>>,
    /// By step: how many planned runs begin before it.
    planned_before: Vec<i64>,
    /// By step: how many planned runs a slot that starts with it would find running, though they began before its lead.
    planned_outlive: Vec<i64>,
    /// By step: the weight of the habits that begin before it.
    habits_before: Vec<i64>,
}

impl<'a> Costs<'a> {
    pub(super) fn of(grid: &Grid, known: &'a Known, habits: &Habits<'_>) -> Self {
        let planned = on_grid(known, grid);
        let mut begins = vec![0; grid.cells.len()];
        let mut outlive = vec![0; grid.cells.len() + 1];
        let lead = steps(LEAD);
        for one in &planned {
            let count = i64::from(one.count);
            if let Ok(at) = usize::try_from(one.at)
                && let Some(begun) = begins.get_mut(at)
            {
                *begun += count;
            }
            let at = |step: i64| usize::try_from(step).unwrap_or_default().min(grid.cells.len());
            let (from, until) = (at(one.at + lead + 1), at(one.at + one.lasts));
            if from < until {
                outlive[from] += count;
                outlive[until] -= count;
            }
        }
        Self {
            planned,
            planned_before: sums(begins.into_iter()),
            planned_outlive: sums(outlive.into_iter()).split_off(1),
            habits_before: sums(grid.cells.iter().map(|cell| habits.begins[*cell])),
        }
    }

    /// How many planned runs a slot hits.
    pub(super) fn planned(&self, grid: &Grid, slot: usize) -> i64 {
        let held = grid.held(slot);
        self.planned_before[held.end] - self.planned_before[held.start]
            + self.planned_outlive[slot + LEAD_STEPS]
    }

    /// The weight of the habits that a slot hits.
    pub(super) fn habits(&self, grid: &Grid, slot: usize, habits: &Habits<'_>) -> i64 {
        let held = grid.held(slot);
        self.habits_before[held.end] - self.habits_before[held.start]
            + habits.outlives[grid.cells[slot + LEAD_STEPS]]
    }

    /// The processes of the planned runs that a slot hits, earliest first.
    pub(super) fn names(&self, grid: &Grid, slot: usize) -> impl Iterator<Item = &'a str> {
        let held = grid.held(slot);
        let begin = i64::try_from(held.start).unwrap_or_default();
        let end = i64::try_from(held.end).unwrap_or_default();
        let start = begin + steps(LEAD);
        self.planned
            .iter()
            .filter(move |one| {
                (begin..end).contains(&one.at) || (one.at < begin && start < one.at + one.lasts)
            })
            .map(|one| one.process)
    }
}

/// The planned runs, earliest first.
fn on_grid<'a>(known: &'a Known, grid: &Grid) -> Vec<OnGrid<'a>> {
    let lasting = expected(&known.planned, &known.past);
    let mut planned: Vec<OnGrid<'_>> = known
        .planned
        .iter()
        .map(|run| OnGrid {
            process: &run.process,
            at: step(run.at) - grid.first,
            lasts: lasting.get(run.process.as_str()).map_or(0, |lasts| steps(*lasts)),
            count: run.count,
        })
        .collect();
    planned.sort_by_key(|one| (one.at, one.process));
    planned
}

/// How long nine of ten runs of a planned process took, by its name.
fn expected<'a>(planned: &'a [PlannedRuns], past: &[PastRuns]) -> BTreeMap<&'a str, Span> {
    let mut took: BTreeMap<&str, Vec<(Span, u32)>> =
        planned.iter().map(|run| (run.process.as_str(), Vec::new())).collect();
    for run in past {
        if let Some(took) = took.get_mut(run.process.as_str()) {
            took.push((run.took.min(LONGEST_RUN), run.count));
        }
    }
    took.into_iter().filter_map(|(process, took)| Some((process, ninth_decile(took)?))).collect()
}

/// The nearest rank; none of nothing.
fn ninth_decile(mut took: Vec<(Span, u32)>) -> Option<Span> {
    took.sort_unstable();
    let all: u64 = took.iter().map(|(_, count)| u64::from(*count)).sum();
    let rank = (all * TENTHS).div_ceil(10);
    let mut so_far = 0;
    let reaches = |(_, count): &&(Span, u32)| {
        so_far += u64::from(*count);
        so_far >= rank
    };
    took.iter().find(reaches).map(|(span, _)| *span)
}

/// The sum before each of them, and of all.
fn sums(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut sum = 0;
    let add = |value: i64| {
        sum += value;
        sum
    };
    std::iter::once(0).chain(values.map(add)).collect()
}
