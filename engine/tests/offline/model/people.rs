//! What people may do to a blackout: each answers whether it may be done.

use super::command::Plan;
use super::series::{Comes, Series, day};
use super::window::{Stage, Window};

impl Series {
    /// One that comes once until its hold is placed; it is announced and held anew. A series from now on. A start in the
    /// past is none (rule 27), but one that is left alone may have passed.
    pub fn change(&mut self, plan: &Plan, now: i64) -> bool {
        let start = plan.start(now);
        let ends_before = matches!(self.comes, Comes::Until(last) if last < day(start));
        if (start < now && start != self.start) || ends_before {
            return false;
        }
        let changed = Self { plan: *plan, start, saved: now, ..self.clone() };
        if self.recurs() { self.goes_on_as(changed) } else { self.is_planned_anew(changed) }
    }

    fn is_planned_anew(&mut self, changed: Self) -> bool {
        let mut windows = self.windows.clone();
        let Some(window) = windows.iter_mut().find(|window| window.stage < Stage::Draining) else {
            return false;
        };
        let anew = changed.window(day(changed.start));
        *window = Window { day: window.day, audited: std::mem::take(&mut window.audited), ..anew };
        *self = Self { windows, ..changed };
        self.note("blackout.edit");
        true
    }

    /// What is in force stays; what was told is told anew where it comes on that day still, and is called off where not.
    fn goes_on_as(&mut self, mut changed: Self) -> bool {
        changed.audited = self.all_audited();
        changed.windows.retain(|window| window.stage != Stage::Planned);
        changed.windows.iter_mut().for_each(|window| window.audited.clear());
        let as_planned = changed.clone();
        for window in changed.windows.iter_mut().filter(|window| window.stage == Stage::Announced) {
            let anew = as_planned.window(window.day);
            if as_planned.comes_on(window.day) && anew.start >= as_planned.saved {
                *window = anew;
            } else {
                window.stage = Stage::Cancelled;
            }
        }
        let stays = |window: &&Window| window.stage < Stage::Ended;
        let last = changed.windows.iter().filter(stays).map(|window| window.day).max();
        for on in day(changed.start)..=last.unwrap_or(i64::MIN).min(changed.last()) {
            let window = changed.window(on);
            if window.start >= changed.saved && changed.windows.iter().all(|known| known.day != on) {
                changed.windows.push(window);
            }
        }
        changed.note("blackout.edit");
        *self = changed;
        true
    }

    /// One that comes once until its start; of a series all that may be, and it comes no more.
    pub fn cancel(&mut self, now: i64) -> bool {
        if !self.recurs() {
            return self.meant().is_some_and(|window| window.cancel(now));
        }
        let off = self.windows.iter_mut().filter(|window| window.may_be_cancelled(now));
        let days: Vec<i64> = off
            .map(|window| {
                window.stage = Stage::Cancelled;
                window.day
            })
            .collect();
        let Some(first) = days.into_iter().min() else { return false };
        self.comes = Comes::Until(first - 1);
        self.saved = now;
        self.note("blackout.cancel");
        true
    }

    /// Does it to the window in force that allows it, to the one to come next, or to the last.
    pub fn acts(&mut self, act: impl Fn(&mut Window) -> bool) -> bool {
        let mut in_force: Vec<&mut Window> =
            self.windows.iter_mut().filter(|window| window.stage.holds()).collect();
        if in_force.is_empty() {
            return self.meant().is_some_and(act);
        }
        in_force.sort_by_key(|window| window.start);
        in_force.into_iter().any(act)
    }

    fn meant(&mut self) -> Option<&mut Window> {
        self.windows.iter_mut().min_by_key(|window| {
            let is_over = window.stage >= Stage::Ended;
            (is_over, !window.stage.holds(), if is_over { -window.day } else { window.start })
        })
    }
}

impl Window {
    /// Until its start.
    fn cancel(&mut self, now: i64) -> bool {
        self.done(self.may_be_cancelled(now), Stage::Cancelled, "blackout.cancel")
    }

    fn may_be_cancelled(&self, now: i64) -> bool {
        self.stage < Stage::Draining || (self.stage == Stage::Draining && now < self.start)
    }

    /// To a later end that has not passed, while its hold is in force and it is not on its way back.
    pub fn extend(&mut self, end: i64, now: i64) -> bool {
        let under_way = self.stage.holds() && self.stage != Stage::Reopening && !self.leaving;
        let allowed = under_way && end > self.end && end > now;
        if allowed {
            self.end = end;
        }
        self.done(allowed, self.stage, "blackout.extend")
    }

    /// While it is held and the database is open: what happens at the end happens now, and before the start its hold
    /// just lifts (decision 7).
    pub fn end(&mut self, now: i64) -> bool {
        let confirms = self.confirm && now >= self.start;
        let to = if confirms { Stage::AwaitingConfirmation } else { Stage::Ended };
        self.done(self.stage == Stage::Draining, to, "blackout.end")
    }

    /// Where a confirmation is waited for (rule 41).
    pub fn confirm(&mut self) -> bool {
        self.done(self.stage == Stage::AwaitingConfirmation, Stage::Ended, "blackout.confirm")
    }

    /// From the host while the database is closed (rule 36): no confirmation is waited for later, and with `at_once` it
    /// reopens before its end.
    pub fn host_confirm(&mut self, at_once: bool) -> bool {
        let allowed = self.confirm && !self.released;
        if allowed {
            self.released = true;
            self.leaving |= at_once && self.stage == Stage::Offline;
        }
        self.done(allowed, self.stage, "blackout.confirm")
    }

    /// From the host: now, and without a confirmation.
    pub fn host_reopen(&mut self) -> bool {
        self.released = true;
        self.leaving = true;
        self.done(true, self.stage, "blackout.reopen_by_hand")
    }

    fn done(&mut self, allowed: bool, to: Stage, action: &str) -> bool {
        if allowed {
            self.stage = to;
            self.note(action);
        }
        allowed
    }
}
