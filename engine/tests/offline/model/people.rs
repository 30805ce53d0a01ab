//! What people may do to a window: each answers whether it may be done.

use super::command::Plan;
use super::window::{Stage, Window};

impl Window {
    /// Until its hold is placed; it is announced and held anew. A start in the past is none (rule 27).
    pub fn change(&mut self, plan: &Plan, now: i64) -> bool {
        if self.stage >= Stage::Draining || plan.start(now) < now {
            return false;
        }
        let audited = std::mem::take(&mut self.audited);
        *self = Self { audited, ..Self::planned(plan, now) };
        self.note("blackout.edit");
        true
    }

    /// Until its start.
    pub fn cancel(&mut self, now: i64) -> bool {
        let held = self.stage == Stage::Draining && now < self.start;
        self.done(self.stage < Stage::Draining || held, Stage::Cancelled, "blackout.cancel")
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
