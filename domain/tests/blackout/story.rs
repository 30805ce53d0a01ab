//! The story of one window: the clock is moved, things happen, and the picture tells what follows.

use std::fmt::Write;

use domain::blackout::{
    AtEnd, BlackoutDraft, Closed, Facts, How, IllegalMove, Left, Move, Occurrence, Resolved, Stage, Why,
    announced, closing, due, hold, resolve, wakes,
};
use domain::id::HoldId;
use domain::maintenance::{GateState, Hold};
use domain::time::Timestamp;
use uuid::Uuid;

use super::given::{ada, december};
use super::places::{BERLIN, local};

fn clock(at: Timestamp) -> String {
    at.to_chrono().format("%d %H:%M:%S").to_string()
}

pub struct Story {
    pub one: Occurrence,
    pub facts: Facts,
    hold: Hold,
    now: Timestamp,
    /// How closing the database goes.
    closes: Closed,
    /// Whether the checks turn green as soon as it is opened again.
    green: bool,
    pub picture: String,
}

impl Story {
    pub fn of(draft: BlackoutDraft, saved: &str) -> Self {
        let now = december(saved);
        let plan = draft.check(Some(&BERLIN), now).unwrap();
        let Resolved { window, clipped, .. } = resolve(&plan, &BERLIN, now, None);
        let mut picture = String::new();
        let hard = if plan.at_end == AtEnd::Confirm {
            format!(", hard end {}", clock(window.hard_end()))
        } else {
            String::new()
        };
        writeln!(
            picture,
            "announce {}, drain {}, start {}, end {}{hard}",
            clock(window.announce_at),
            clock(window.drain_at),
            clock(window.start),
            clock(window.end),
        )
        .unwrap();
        for clip in clipped {
            writeln!(picture, "{}", clip.words()).unwrap();
        }
        let hold = hold(HoldId::new(Uuid::from_u128(7)), &plan, &window, "ada", window.drain_at);
        let one = Occurrence::planned(local("2026-12-05T02:00"), window);
        let story = Self {
            one,
            facts: Facts { checks_green: true, ..Facts::default() },
            hold,
            now,
            closes: Closed::Verified,
            green: true,
            picture,
        };
        story.ticks("saved")
    }

    pub fn at(mut self, time: &str) -> Self {
        self.now = december(time);
        self.ticks("")
    }

    pub fn runs(mut self, running: u64) -> Self {
        self.facts.running = running;
        self.ticks(&format!("{running} running"))
    }

    pub fn closing_takes(mut self, closes: Closed) -> Self {
        self.closes = closes;
        self
    }

    pub fn closed(mut self, closed: Closed) -> Self {
        self.facts.closed = closed;
        self.ticks("")
    }

    pub fn checks(mut self, green: bool) -> Self {
        self.green = green;
        self.facts.checks_green = green;
        self.ticks(if green { "checks turn green" } else { "checks turn red" })
    }

    pub fn does(
        mut self,
        what: &str,
        how: impl FnOnce(Occurrence, Timestamp) -> Result<Occurrence, IllegalMove>,
    ) -> Self {
        match how(self.one.clone(), self.now) {
            Ok(one) => {
                self.one = one;
                self.ticks(what)
            }
            Err(refused) => self.draws(&format!("{what}: {refused}")),
        }
    }

    pub fn extends(self, end: &str) -> Self {
        let to = december(end);
        self.does(&format!("ada extends to {end}"), |one, now| one.extend(to, now))
    }

    pub fn ends(self) -> Self {
        self.does("ada ends it", |one, now| one.end_early(ada(), now))
    }

    pub fn confirms(self) -> Self {
        self.does("ada confirms", |one, now| one.confirm(ada(), now))
    }

    pub fn reopens(self) -> Self {
        self.does("ada reopens", |one, now| one.reopen_by_hand(ada(), now))
    }

    pub fn cancels(self) -> Self {
        self.does("ada cancels", |one, now| one.cancel(ada(), now))
    }

    /// Draws what happened, then every transition that is due after it.
    fn ticks(mut self, event: &str) -> Self {
        self = self.draws(event);
        for _ in 0..12 {
            let Some(next) = due(&self.one.window, &self.one.stage, self.now, &self.facts) else {
                return self;
            };
            self.one = self.one.clone().take(next.clone(), self.now).unwrap();
            let event = self.drives(next);
            self = self.draws(&event);
        }
        panic!("it never comes to rest:\n{}", self.picture)
    }

    /// Does for a move what the engine would.
    fn drives(&mut self, next: Move) -> String {
        match next {
            Move::Announce => "is announced".to_owned(),
            Move::Hold => "hold is placed".to_owned(),
            Move::Wait { .. } => "waits for what runs".to_owned(),
            Move::CancelRunning { .. } => "cancels what runs".to_owned(),
            Move::Close(left) => {
                self.facts.running = 0;
                self.facts.closed = self.closes;
                match left {
                    Left::Nothing => "closes the database".to_owned(),
                    Left::Suspended(running) => format!("suspends {running}, closes the database"),
                }
            }
            Move::GoOffline { forced: false } => "is closed".to_owned(),
            Move::GoOffline { forced: true } => "is closed by force".to_owned(),
            Move::Reopen(why) => {
                self.facts.closed = Closed::No;
                self.facts.checks_green = self.green;
                match why {
                    Why::PlannedEnd => "reopens: planned end".to_owned(),
                    Why::EndedEarly(by) => format!("reopens: ended early by {}", by.name),
                    Why::Confirmed(by) => format!("reopens: confirmed by {}", by.name),
                    Why::HardMaximum => "reopens: hard maximum".to_owned(),
                    Why::ByHand(by) => format!("reopens: by hand, {}", by.name),
                }
            }
            Move::AwaitConfirmation => "waits for a confirmation".to_owned(),
            Move::End(how) => match how {
                How::PlannedEnd => "hold lifts: planned end".to_owned(),
                How::EndedEarly(by) => format!("hold lifts: ended early by {}", by.name),
                How::Confirmed(by) => format!("hold lifts: confirmed by {}", by.name),
                How::HardMaximum => "hold lifts: hard maximum".to_owned(),
                How::ByHand(by) => format!("hold lifts: by hand, {}", by.name),
                How::Missed => "missed".to_owned(),
            },
        }
    }

    fn gate(&self) -> GateState {
        let (window, stage) = (&self.one.window, &self.one.stage);
        let hold = Hold { estimated_end: Some(window.end), ..self.hold.clone() };
        let before =
            !stage.is_over() && matches!(self.one.standing(&hold), domain::maintenance::Standing::Online);
        GateState {
            epoch: 0,
            holds: if stage.holds() { vec![hold.clone()] } else { Vec::new() },
            standing: self.one.standing(&hold),
            closing: before.then(|| closing(window, hold)),
        }
    }

    fn draws(mut self, event: &str) -> Self {
        let stage = match &self.one.stage {
            Stage::Offline { forced: true, .. } => "offline (forced)",
            other => other.as_str(),
        };
        let told = announced(std::slice::from_ref(&self.one));
        let phase = self.gate().phase(self.now, self.facts.running, told).as_str();
        let next = wakes(&self.one.window, &self.one.stage).map_or("-".to_owned(), clock);
        let line = format!("{} | {stage:<21} | {phase:<9} | next {next:<11} | {event}", clock(self.now));
        writeln!(self.picture, "{}", line.trim_end_matches([' ', '|'])).unwrap();
        self
    }
}
