//! The history of runs, folded into one week of a zone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::grid::{LEAD_STEPS, steps};
use super::{PastRuns, WEEK, WEEKS};
use crate::blackout::Zone;
use crate::time::Timestamp;

/// How many steps a week has.
pub(super) const CELLS: usize = 7 * 24 * 4;

/// The step of the week that a clock on the wall shows, from Monday's midnight on.
pub(super) fn cell(wall: NaiveDateTime) -> usize {
    let day = wall.weekday().num_days_from_monday();
    (day * 96 + (wall.hour() * 60 + wall.minute()) / 15) as usize
}

/// Runs of a process that began at the same time of a week.
struct Habit<'a> {
    process: &'a str,
    began: usize,
    /// How many starts of a slot they outlive, the first of them a step more than the lead after they began.
    outlived: usize,
    weight: i64,
}

/// What usually runs.
pub(super) struct Habits<'a> {
    runs: Vec<Habit<'a>>,
    /// By cell: the weight of what begins in it.
    pub(super) begins: Vec<i64>,
    /// By cell: the weight of what began before the lead of a slot that starts with it, and still runs then.
    pub(super) outlives: Vec<i64>,
    /// How many weeks there are.
    pub(super) weeks: u32,
}

impl<'a> Habits<'a> {
    pub(super) fn of<Z: Zone + ?Sized>(past: &'a [PastRuns], zone: &Z, now: Timestamp) -> Self {
        let (mut runs, mut weeks) = (Vec::with_capacity(past.len()), 0);
        let mut begins = vec![0; CELLS];
        let mut outlives = Cyclic::default();
        for run in past {
            let Some(age) = weeks_ago(run.began, now) else { continue };
            weeks = weeks.max(age + 1);
            let habit = Habit {
                process: &run.process,
                began: cell(zone.wall(run.began)),
                outlived: outlived(run),
                weight: i64::from(WEEKS - age) * i64::from(run.count),
            };
            begins[habit.began] += habit.weight;
            outlives.add(habit.first_outlived(), habit.outlived, habit.weight);
            runs.push(habit);
        }
        Self { runs, begins, outlives: outlives.sums(), weeks }
    }

    /// The weight of one run in every week: what weights are divided by for runs a week.
    pub(super) fn whole(&self) -> i64 {
        (0..self.weeks).map(|age| i64::from(WEEKS - age)).sum::<i64>().max(1)
    }

    /// The processes that a slot hits by habit, the most hit first. `held` says how often each cell comes between
    /// its hold and its end, and `start` with which one it starts.
    pub(super) fn hit(&self, held: &[i64], start: usize) -> Vec<(&'a str, i64)> {
        let mut hit: BTreeMap<&str, i64> = BTreeMap::new();
        for run in &self.runs {
            let times = held[run.began] + i64::from(run.outlives(start));
            if times > 0 {
                *hit.entry(run.process).or_default() += times * run.weight;
            }
        }
        let mut hit: Vec<(&str, i64)> = hit.into_iter().collect();
        hit.sort_by_key(|(_, weight)| Reverse(*weight));
        hit
    }
}

impl Habit<'_> {
    const fn first_outlived(&self) -> usize {
        (self.began + LEAD_STEPS + 1) % CELLS
    }

    const fn outlives(&self, start: usize) -> bool {
        (start + CELLS - self.first_outlived()) % CELLS < self.outlived
    }
}

/// How many weeks ago it was; none when that is too long ago, or to come.
fn weeks_ago(began: Timestamp, now: Timestamp) -> Option<u32> {
    let age = u32::try_from(now.since(began).micros() / WEEK.micros()).ok()?;
    (began <= now && age < WEEKS).then_some(age)
}

/// How many starts of a slot a run outlives though it began before the lead: at most each once a week.
fn outlived(run: &PastRuns) -> usize {
    let lasts = usize::try_from(steps(run.took)).unwrap_or_default();
    lasts.saturating_sub(LEAD_STEPS + 1).min(CELLS)
}

/// Sums over stretches of the week, by their differences.
struct Cyclic {
    everywhere: i64,
    differences: Vec<i64>,
}

impl Default for Cyclic {
    fn default() -> Self {
        Self { everywhere: 0, differences: vec![0; CELLS] }
    }
}

impl Cyclic {
    fn add(&mut self, from: usize, length: usize, weight: i64) {
        if length >= CELLS {
            self.everywhere += weight;
            return;
        }
        self.differences[from] += weight;
        match (from + length).checked_sub(CELLS) {
            None => self.differences[from + length] -= weight,
            // It goes on at the beginning of the week.
            Some(rest) => {
                self.differences[0] += weight;
                self.differences[rest] -= weight;
            }
        }
    }

    fn sums(self) -> Vec<i64> {
        let mut sum = self.everywhere;
        let add = |difference: i64| {
            sum += difference;
            sum
        };
        self.differences.into_iter().map(add).collect()
    }
}
