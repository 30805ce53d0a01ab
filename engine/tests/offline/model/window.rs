//! One window by the rules, in seconds since the history began. Nothing here asks `domain`: what it decides is tested.

use std::collections::BTreeMap;

use super::command::Plan;

/// How far a window has come. It never goes back, whatever the clock does (rule 44).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Planned,
    Announced,
    Draining,
    /// The database is closed for it.
    Offline,
    /// Its end has come; it is settled when the database is there and checked.
    Reopening,
    AwaitingConfirmation,
    Ended,
    Cancelled,
}

impl Stage {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::Draining => "draining",
            Self::Offline => "offline",
            Self::Reopening => "reopening",
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether its hold is in force.
    pub fn holds(self) -> bool {
        (Self::Draining..=Self::AwaitingConfirmation).contains(&self)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    /// The day that it was planned for, which names it (rule 29).
    pub day: i64,
    pub announce_at: i64,
    pub drain_at: i64,
    pub start: i64,
    pub end: i64,
    pub hard_maximum: i64,
    pub offline: bool,
    pub confirm: bool,
    pub stage: Stage,
    /// The host said that the database may be opened before the end.
    pub leaving: bool,
    /// No confirmation is waited for at the end.
    pub released: bool,
    /// How often each transition and each act is on record.
    pub audited: BTreeMap<String, usize>,
}

impl Window {
    /// Leads are clipped to the time left, and the announcement to the end of the one before (rule 27); who is held is
    /// told as well.
    pub fn planned(plan: &Plan, day: i64, start: i64, saved: i64, end_before: Option<i64>) -> Self {
        let told_lead = plan.announce_lead.max(plan.drain_lead);
        let drain_at = (start - plan.drain_lead).max(saved).min(start);
        let floor = end_before.map_or(saved, |end| end.max(saved));
        Self {
            day,
            announce_at: (start - told_lead).max(floor).min(drain_at),
            drain_at,
            start,
            end: start + plan.length,
            hard_maximum: plan.hard_maximum.unwrap_or(2 * plan.length),
            offline: plan.offline,
            confirm: plan.confirm,
            stage: Stage::Planned,
            leaving: false,
            released: false,
            audited: BTreeMap::new(),
        }
    }

    /// The hard maximum counts from the planned end (rule 41); an extension moves both.
    pub const fn hard_end(&self) -> i64 {
        self.end + self.hard_maximum
    }

    /// What time alone brings. However late it is, one comes after the other and each comes once.
    pub fn time_comes(&mut self, now: i64) {
        let ended = now >= self.end;
        if self.stage < Stage::Draining && ended {
            // Nobody was there from before its hold until after its end: it held nothing (decision 7).
            return self.goes(Stage::Ended, "blackout.over");
        }
        if self.stage == Stage::Planned && now >= self.announce_at {
            self.goes(Stage::Announced, "blackout.announce");
        }
        if self.stage == Stage::Announced && now >= self.drain_at {
            self.goes(Stage::Draining, "blackout.hold");
        }
        if self.stage != Stage::Draining {
            return;
        }
        match (ended, self.offline) {
            // Held, and the start went by unseen: checked before it opens (decision 7).
            (true, true) => self.reopens(now),
            // The database stays online (rule 31).
            (true, false) if self.confirm => self.awaits(),
            (true, false) => self.goes(Stage::Ended, "blackout.over"),
            (false, true) if now >= self.start => {
                self.note("blackout.close");
                self.goes(Stage::Offline, "blackout.offline");
            }
            (false, _) => {}
        }
    }

    /// Its part of the time offline is over.
    pub fn reopens(&mut self, now: i64) {
        self.released |= now >= self.hard_end();
        self.goes(Stage::Reopening, "blackout.reopen");
    }

    /// The database is there and every check is green (rules 40 and 41).
    pub fn is_checked(&mut self, now: i64) {
        if self.stage == Stage::Reopening {
            if self.confirm && !self.released && now < self.hard_end() {
                self.awaits();
            } else {
                self.goes(Stage::Ended, "blackout.over");
            }
        }
        if self.stage == Stage::AwaitingConfirmation && now >= self.hard_end() {
            self.goes(Stage::Ended, "blackout.over");
        }
    }

    fn awaits(&mut self) {
        self.goes(Stage::AwaitingConfirmation, "blackout.await_confirmation");
    }

    fn goes(&mut self, to: Stage, action: &str) {
        self.stage = to;
        self.note(action);
    }

    pub fn note(&mut self, action: &str) {
        *self.audited.entry(action.to_owned()).or_default() += 1;
    }
}
