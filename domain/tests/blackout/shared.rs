//! Several windows over one database, driven as the engine would.

use domain::blackout::{Closed, Facts, Move, Occurrence, Others, Stage, Window, due};
use domain::time::Timestamp;

use super::places::local;

pub struct Shared {
    pub all: Vec<Occurrence>,
    pub facts: Facts,
}

impl Shared {
    pub fn of(windows: &[Window], running: u64) -> Self {
        let plan = |window: &Window| Occurrence::planned(local("2026-12-05T02:00"), *window);
        Self { all: windows.iter().map(plan).collect(), facts: Facts { running, ..Facts::default() } }
    }

    /// Takes transitions, one occurrence after the other, until none is due.
    pub fn tick(&mut self, now: Timestamp) -> Vec<(usize, Move)> {
        let mut taken = Vec::new();
        loop {
            let before = taken.len();
            for me in 0..self.all.len() {
                self.facts.others = Others::of(me, &self.all, now);
                self.facts.checks_green = self.facts.closed == Closed::No;
                let one = &self.all[me];
                let Some(next) = due(&one.window, &one.stage, now, &self.facts) else { continue };
                self.all[me] = one.clone().take(next.clone(), now).unwrap();
                self.acts(&next);
                taken.push((me, next));
            }
            if taken.len() == before {
                return taken;
            }
            assert!(taken.len() < 12 * self.all.len(), "it never comes to rest: {taken:?}");
        }
    }

    fn acts(&mut self, next: &Move) {
        match next {
            Move::Close(_) => {
                self.facts.running = 0;
                self.facts.closed = Closed::Verified;
            }
            Move::Reopen(_) => {
                let needs =
                    |one: &Occurrence| matches!(one.stage, Stage::Closing { .. } | Stage::Offline { .. });
                if !self.all.iter().any(needs) {
                    self.facts.closed = Closed::No;
                }
            }
            Move::Announce
            | Move::Hold
            | Move::Wait { .. }
            | Move::CancelRunning { .. }
            | Move::GoOffline { .. }
            | Move::AwaitConfirmation
            | Move::End(_) => {}
        }
    }
}
