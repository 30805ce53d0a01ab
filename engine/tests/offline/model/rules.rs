//! What must be seen, by rules 5, 14, 15, 27, 30, 31, 36, 38, 40, 41 and 44.
//!
//! Where the rules leave something open each way is a model of its own; what is seen says which of them go on.

use std::collections::BTreeMap;

use domain::maintenance::Phase;

use super::command::Command;
use super::series::Series;
use super::window::{Stage, Window};

/// What is answered to a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Done,
    /// The stage does not allow it, in words.
    NotAllowed,
    /// There is no database to do it in.
    Away,
    Started,
    CouldNotStart,
    /// Refused without a database; on record when there is one.
    Journalled,
}

/// What can be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    pub phase: Phase,
    pub away: bool,
    /// What the database holds, while it is Lull's.
    pub books: Option<Books>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Books {
    /// Holds in force.
    pub holds: usize,
    pub blackouts: Vec<Shown>,
}

/// A blackout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Its windows by their days: stage and end.
    pub windows: BTreeMap<i64, (String, i64)>,
    /// How often each of its transitions and acts was audited.
    pub audited: BTreeMap<String, usize>,
}

/// All blackouts, and what the clock shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Model {
    now: i64,
    blackouts: Vec<Series>,
}

impl Model {
    /// The database is closed while any window is offline (rule 30: the union).
    pub fn is_away(&self) -> bool {
        self.any(|window| window.stage == Stage::Offline)
    }

    /// Rule 15, by precedence. Nothing runs here, so that a hold is always *quiet*.
    fn phase(&self) -> Phase {
        let awaits = |window: &Window| window.stage == Stage::AwaitingConfirmation && window.offline;
        if self.is_away() {
            Phase::Offline
        } else if self.any(|window| window.stage == Stage::Reopening || awaits(window)) {
            Phase::Reopening
        } else if self.any(|window| window.stage.holds()) {
            Phase::Quiet
        } else if self.any(|window| window.stage == Stage::Announced) {
            Phase::Announced
        } else {
            Phase::Open
        }
    }

    /// Closing goes by time, however late the tick is; opening only by a recorded lift (rule 5). Offline it is
    /// journalled (rule 38).
    fn start(&self) -> Answer {
        let comes = |window: &Window| window.stage < Stage::Draining && window.drain_at <= self.now;
        match (self.is_away(), self.any(|window| window.stage.holds() || comes(window))) {
            (true, _) => Answer::Journalled,
            (false, true) => Answer::CouldNotStart,
            (false, false) => Answer::Started,
        }
    }

    pub fn shows(&self) -> Seen {
        let window = |one: &Window| (one.day, (one.stage.word().to_owned(), one.end));
        let show = |series: &Series| Shown {
            windows: series.windows.iter().map(window).collect(),
            audited: series.all_audited(),
        };
        let books = Books {
            holds: self.windows().filter(|window| window.stage.holds()).count(),
            blackouts: self.blackouts.iter().map(show).collect(),
        };
        Seen { phase: self.phase(), away: self.is_away(), books: (!self.is_away()).then_some(books) }
    }

    /// What is answered and what may then stand, when it is `now` and ticks have come to rest.
    pub fn after(&self, command: &Command, now: i64) -> Vec<(Answer, Self)> {
        let mut model = Self { now, ..self.clone() };
        let mut ways = Vec::new();
        if *command == Command::HostConfirms {
            // No rule says whether a confirmation before the end opens at once, or is for the end.
            let mut at_the_end = model.clone();
            let answer = at_the_end.host(|window| window.host_confirm(false), Window::confirm);
            ways.push((answer, at_the_end));
        }
        let answer = model.does(command);
        ways.push((answer, model));
        let looks = |(answer, model): (Answer, Self)| model.looks().into_iter().map(move |way| (answer, way));
        ways.into_iter().flat_map(looks).collect()
    }

    fn does(&mut self, command: &Command) -> Answer {
        let now = self.now;
        match command {
            Command::Plans(_) if self.is_away() => Answer::Away,
            Command::Plans(plan) if plan.start(now) < now => Answer::NotAllowed,
            Command::Plans(plan) => {
                self.blackouts.push(Series::planned(plan, now));
                Answer::Done
            }
            Command::Changes(which, plan) => self.person(*which, |series| series.change(plan, now)),
            Command::Cancels(which) => self.person(*which, |series| series.cancel(now)),
            Command::Extends(which, by) => {
                self.person(*which, |series| series.acts(|window| window.extend(now + by, now)))
            }
            Command::Ends(which) => self.person(*which, |series| series.acts(|window| window.end(now))),
            Command::Confirms(which) => self.person(*which, |series| series.acts(Window::confirm)),
            Command::HostExtends(by) => {
                let extend = |window: &mut Window| window.extend(now + by, now);
                self.host(extend, extend)
            }
            Command::HostConfirms => self.host(|window| window.host_confirm(true), Window::confirm),
            Command::HostReopens => self.host(Window::host_reopen, Window::confirm),
            Command::Asks | Command::AsksLate(_) => self.start(),
            Command::Passes(_)
            | Command::PassesToInstant(_)
            | Command::StepsBack(_)
            | Command::Crashes { .. }
            | Command::PassesToRest => Answer::Done,
        }
    }

    /// Somebody who is logged in does something to one blackout.
    fn person(&mut self, which: usize, act: impl FnOnce(&mut Series) -> bool) -> Answer {
        let Some(at) = self.target(which) else { return Answer::Done };
        if self.is_away() {
            return Answer::Away;
        }
        // What the clock has brought comes first.
        self.blackouts.iter_mut().for_each(|series| series.is_led(self.now));
        if act(&mut self.blackouts[at]) { Answer::Done } else { Answer::NotAllowed }
    }

    /// The host does something to every window that has to do with the closed database (rule 36), and when it is back to
    /// every one that waits for its confirmation.
    fn host(&mut self, away: impl Fn(&mut Window) -> bool, back: impl Fn(&mut Window) -> bool) -> Answer {
        let (is_away, mut done) = (self.is_away(), false);
        for window in self.windows_mut() {
            match window.stage {
                Stage::Offline | Stage::Reopening if is_away => done |= away(window),
                Stage::AwaitingConfirmation if !is_away => done |= back(window),
                _ => {}
            }
        }
        if done { Answer::Done } else { Answer::NotAllowed }
    }

    /// What ticks bring at one instant.
    fn looks(mut self) -> Vec<Self> {
        let (now, was_away) = (self.now, self.is_away());
        self.blackouts.iter_mut().for_each(|series| series.is_led(now));
        self.windows_mut().for_each(|window| window.time_comes(now));
        let mut starts = vec![self.clone()];
        if !was_away {
            // A late tick finds the end of one window and the start of another: no rule says whether the one is settled
            // before the database closes for the other, or after that (rules 40 and 41).
            self.windows_mut().for_each(|window| window.is_checked(now));
            starts.push(self);
        }
        let mut ways = Vec::new();
        for way in starts.iter().flat_map(|start| [start.opens(Gap::Present), start.opens(Gap::Planned)]) {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        ways
    }

    fn opens(&self, gap: Gap) -> Self {
        let mut after = self.clone();
        for (me, window) in after.windows_mut().enumerate() {
            if self.may_reopen(me, gap) {
                window.reopens(self.now);
            }
        }
        if !after.is_away() {
            after.windows_mut().for_each(|window| window.is_checked(self.now));
        }
        after
    }

    /// Rule 30: closed wins, and a gap shorter than the drain lead of the window after it stays offline.
    fn may_reopen(&self, me: usize, gap: Gap) -> bool {
        let Some(mine) = self.windows().nth(me) else { return false };
        let over = mine.leaving || self.now >= mine.end;
        let left = match gap {
            Gap::Planned if !mine.leaving => mine.end.min(self.now),
            Gap::Planned | Gap::Present => self.now,
        };
        let keeps = |other: &Window| match other.stage {
            Stage::Offline => !other.leaving && self.now < other.end,
            Stage::Planned | Stage::Announced | Stage::Draining => other.offline && other.drain_at < left,
            Stage::Reopening | Stage::AwaitingConfirmation | Stage::Ended | Stage::Cancelled => false,
        };
        let mut others = self.windows().enumerate().filter(|(at, _)| *at != me);
        mine.stage == Stage::Offline && over && !others.any(|(_, other)| keeps(other))
    }

    /// What the clock shows when a command is given.
    pub fn clock_at(&self, command: &Command) -> i64 {
        match command {
            Command::Passes(span) | Command::AsksLate(span) | Command::Crashes { after: span, .. } => {
                self.now + span
            }
            Command::PassesToInstant(past) => {
                let next = self.instants().filter(|at| *at > self.now).min();
                next.map_or(self.now, |at| at + past).max(self.now)
            }
            Command::PassesToRest => self.instants().max().map_or(self.now, |last| (last + 1).max(self.now)),
            Command::StepsBack(span) => (self.now - span).max(0),
            _ => self.now,
        }
    }

    /// The instants of all windows that are not over.
    fn instants(&self) -> impl Iterator<Item = i64> {
        let live = self.blackouts.iter().flat_map(Series::to_come);
        live.flat_map(|one| [one.announce_at, one.drain_at, one.start, one.end, one.hard_end()])
    }

    /// Where a blackout stands that is counted from the newest.
    pub fn target(&self, which: usize) -> Option<usize> {
        let count = self.blackouts.len();
        count.checked_sub(1 + which % count.max(1))
    }

    fn any(&self, is: impl Fn(&Window) -> bool) -> bool {
        self.windows().any(is)
    }

    fn windows(&self) -> impl Iterator<Item = &Window> {
        self.blackouts.iter().flat_map(|series| &series.windows)
    }

    fn windows_mut(&mut self) -> impl Iterator<Item = &mut Window> {
        self.blackouts.iter_mut().flat_map(|series| &mut series.windows)
    }
}

/// Which gap is compared with a drain lead: what is left at present, or the one that was planned. They differ when a tick
/// comes late, which rule 30 does not speak of.
#[derive(Clone, Copy)]
enum Gap {
    Present,
    Planned,
}
