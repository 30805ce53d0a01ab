//! A blackout by the rules: its days, and a window for each that was led to, and for the next (rules 27 to 29).

use std::collections::BTreeMap;

use super::command::{DAY, Plan};
use super::window::{Stage, Window};

/// How many seconds of the first day had passed when the history began.
const PASSED: i64 = 3_600;

/// The day of an instant in UTC, from the one on which the history begins.
pub const fn day(at: i64) -> i64 {
    (at + PASSED).div_euclid(DAY)
}

/// How often it comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comes {
    Once,
    /// Daily, so many times.
    Times(i64),
    /// Daily, up to a day.
    Until(i64),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Series {
    pub plan: Plan,
    pub comes: Comes,
    /// The first start, or the one that its days are counted from.
    pub start: i64,
    /// When it was planned or changed: nothing before is calculated.
    pub saved: i64,
    pub windows: Vec<Window>,
    /// How often each act is on record that is not one window's.
    pub audited: BTreeMap<String, usize>,
}

impl Series {
    pub fn planned(plan: &Plan, now: i64) -> Self {
        let start = plan.start(now);
        let comes = if plan.days > 1 { Comes::Times(plan.days) } else { Comes::Once };
        let mut series =
            Self { plan: *plan, comes, start, saved: now, windows: Vec::new(), audited: BTreeMap::new() };
        series.windows.push(series.window(day(start)));
        series.note("blackout.create");
        series
    }

    /// Its last day.
    pub const fn last(&self) -> i64 {
        match self.comes {
            Comes::Once => day(self.start),
            Comes::Times(days) => day(self.start) + days - 1,
            Comes::Until(last) => last,
        }
    }

    pub fn recurs(&self) -> bool {
        self.comes != Comes::Once
    }

    pub fn comes_on(&self, on: i64) -> bool {
        (day(self.start)..=self.last()).contains(&on)
    }

    /// The window of one of its days, as it begins.
    pub fn window(&self, on: i64) -> Window {
        let first = day(self.start);
        let start = |on: i64| self.start + (on - first) * DAY;
        let end_before = (on > first).then(|| start(on - 1) + self.plan.length);
        Window::planned(&self.plan, on, start(on), self.saved, end_before)
    }

    /// Every day that was announced has a window, and the next that is to be.
    pub fn is_led(&mut self, now: i64) {
        if !self.recurs() {
            return;
        }
        for on in day(self.start)..=self.last() {
            let window = self.window(on);
            let known = self.windows.iter().find(|known| known.day == on);
            let waits = known.is_none_or(|known| known.stage == Stage::Planned);
            let (is_ahead, is_past) = (window.announce_at > now, window.start < self.saved);
            if known.is_none() && !is_past {
                self.windows.push(window);
            }
            if is_ahead && waits && !is_past {
                return;
            }
        }
    }

    /// The windows that may come yet, those that have none included.
    pub fn to_come(&self) -> Vec<Window> {
        let live = self.windows.iter().filter(|window| window.stage < Stage::Ended).cloned();
        let days = (day(self.start)..=self.last()).filter(|_| self.recurs());
        let has_none = |on: &i64| self.windows.iter().all(|window| window.day != *on);
        live.chain(days.filter(has_none).map(|on| self.window(on))).collect()
    }

    pub fn note(&mut self, action: &str) {
        *self.audited.entry(action.to_owned()).or_default() += 1;
    }

    /// How often each of its transitions and acts is on record.
    pub fn all_audited(&self) -> BTreeMap<String, usize> {
        let mut all = self.audited.clone();
        for (action, count) in self.windows.iter().flat_map(|window| &window.audited) {
            *all.entry(action.clone()).or_default() += count;
        }
        all
    }
}
