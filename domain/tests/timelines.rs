//! Golden timelines: holds and time in, what everybody is told out.

#![expect(clippy::unwrap_used, reason = "a story that cannot be told ends its test")]

use std::fmt::Write;

use domain::admission::{Claim, Decision, Operation, decide};
use domain::duration::Span;
use domain::id::HoldId;
use domain::maintenance::{Closing, GateState, Hold, HoldKind};
use domain::time::Timestamp;
use uuid::Uuid;

/// 2026-12-05 01:00 in UTC.
const START: Timestamp = Timestamp::from_micros(1_796_432_400_000_000);

struct Timeline {
    gate: GateState,
    now: Timestamp,
    running: u64,
    picture: String,
}

impl Timeline {
    fn begins() -> Self {
        Self { gate: GateState::default(), now: START, running: 0, picture: String::new() }
    }

    fn hold(&self, owner: &str, end_in: Option<&str>) -> Hold {
        Hold {
            id: HoldId::new(Uuid::from_u128(self.gate.epoch.into())),
            kind: HoldKind::Manual,
            owner: owner.to_owned(),
            since: self.now,
            reason: Some("index rebuild".to_owned()),
            message: None,
            estimated_end: end_in.map(|span| self.now.plus(span.parse().unwrap())),
            expires_at: None,
        }
    }

    fn places(mut self, owner: &str, end_in: Option<&str>) -> Self {
        let hold = self.hold(owner, end_in);
        self.gate.holds.push(hold);
        self.draws(&format!("{owner} places a hold"))
    }

    fn lifts(mut self, owner: &str) -> Self {
        self.gate.holds.retain(|hold| hold.owner != owner);
        self.draws(&format!("{owner}'s hold lifts"))
    }

    fn plans(mut self, owner: &str, closes_in: &str, offline_in: &str) -> Self {
        let closes_at = self.now.plus(closes_in.parse().unwrap());
        let hold = Hold { kind: HoldKind::Blackout, since: closes_at, ..self.hold(owner, Some("3h")) };
        let offline_at = Some(self.now.plus(offline_in.parse().unwrap()));
        self.gate.closing = Some(Closing { hold, closes_at, offline_at });
        self.draws(&format!("{owner} plans a closing"))
    }

    fn runs(mut self, running: u64) -> Self {
        self.running = running;
        self.draws(&format!("{running} running"))
    }

    fn after(mut self, span: &str) -> Self {
        self.now = self.now.plus(span.parse::<Span>().unwrap());
        self.draws("")
    }

    fn draws(mut self, event: &str) -> Self {
        self.gate.epoch += u64::from(!event.is_empty());
        let told = |claim| match decide(&self.gate, Operation::Process, claim, self.now) {
            Decision::Admit { bypassed: false } => "starts".to_owned(),
            Decision::Admit { bypassed: true } => "bypasses".to_owned(),
            Decision::Refuse(refusal) => {
                let opens = match (refusal.opens_at, refusal.overdue) {
                    (Some(at), _) => format!("opens {}", at.to_chrono().format("%H:%M")),
                    (None, true) => "overdue".to_owned(),
                    (None, false) => "no estimate".to_owned(),
                };
                format!("refused by {} ({opens})", refusal.owner)
            }
        };
        let phase = self.gate.phase(self.now, self.running, false).as_str();
        let clock = self.now.to_chrono().format("%H:%M:%S");
        let (plain, bypass) = (told(Claim::None), told(Claim::Bypass));
        let line = format!("{clock} {phase:<8} | {plain:<34} | bypass: {bypass:<34} | {event}");
        writeln!(self.picture, "{}", line.trim_end_matches([' ', '|'])).unwrap();
        self
    }
}

#[test]
fn two_holds_lift_in_any_order_and_the_gate_opens_with_the_last() {
    let told = Timeline::begins()
        .runs(2)
        .places("ada", Some("1h"))
        .places("bob", Some("2h"))
        .runs(0)
        .lifts("ada")
        .after("2h")
        .lifts("bob");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn one_hold_without_an_estimate_leaves_the_end_unknown() {
    let told = Timeline::begins()
        .places("ada", Some("1h"))
        .places("bob", None)
        .after("2h")
        .lifts("bob")
        .lifts("ada");
    insta::assert_snapshot!(told.picture);
}

#[test]
fn a_planned_closing_refuses_from_its_instant_on_though_nobody_placed_the_hold() {
    let told = Timeline::begins()
        .plans("window", "30m", "1h")
        .after("29m59s")
        .after("1s")
        .after("28m59s")
        .after("1s")
        .after("1m");
    insta::assert_snapshot!(told.picture);
}
