//! The banner's words, apart from how they look.

use domain::maintenance::Phase;
use domain::status::{StatusMaintenance, SystemStatus};
use domain::time::Timestamp;

use crate::words;

/// A time in the banner, or that there is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    At(Timestamp),
    Unknown,
}

/// A time with the words around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Told {
    pub words: &'static str,
    pub when: When,
    pub after: &'static str,
}

const fn told(words: &'static str, when: When) -> Told {
    Told { words, when, after: "" }
}

/// Before the time since when; on narrow windows it is the first to go.
pub(super) const SINCE: &str = "Since";

/// What the banner says, in its order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Said {
    /// What.
    pub lead: &'static str,
    /// Since when, until about when.
    pub times: Vec<Told>,
    /// Why, and who.
    pub reasons: Vec<String>,
}

/// Nothing while open.
pub(super) fn say(status: &SystemStatus) -> Option<Said> {
    let maintenance = &status.maintenance;
    let lead = match status.phase {
        Phase::Open => return None,
        Phase::Announced => "Maintenance is planned.",
        Phase::Draining => "Maintenance: nothing new starts.",
        Phase::Quiet => "Maintenance: nothing new starts, nothing runs.",
        Phase::Offline => "Lull is offline for maintenance.",
        Phase::Reopening => "Maintenance is ending: Lull is coming back.",
    };
    let mut times = Vec::new();
    if status.phase == Phase::Announced {
        if let Some(next) = &status.next_blackout {
            times.extend([told("From", When::At(next.start)), told("to about", When::At(next.end))]);
        }
    } else {
        times.extend(maintenance.since.map(|since| told(SINCE, When::At(since))));
        times.push(match (maintenance.estimated_end, maintenance.overdue, expiry(maintenance)) {
            (Some(end), true, _) => {
                Told { words: "longer than planned (was", when: When::At(end), after: ")" }
            }
            (Some(end), false, _) => told("expected to end", When::At(end)),
            (None, _, Some(end)) => told("ends by itself at", When::At(end)),
            (None, _, None) => told("end not known", When::Unknown),
        });
    }
    let coming = status.next_blackout.as_ref().filter(|_| status.phase == Phase::Announced);
    let why = match coming {
        Some(next) => next.message.as_ref(),
        None => maintenance.reason.as_ref().or(maintenance.message.as_ref()),
    };
    let who = maintenance.holds.split_first().map(|(first, rest)| match rest.len() {
        0 => first.owner.clone(),
        more => format!("{} and {more} more", first.owner),
    });
    Some(Said { lead, times, reasons: why.cloned().into_iter().chain(who).collect() })
}

/// When the last hold ends by itself; none when one of them does not.
fn expiry(maintenance: &StatusMaintenance) -> Option<Timestamp> {
    let ends: Option<Vec<Timestamp>> = maintenance.holds.iter().map(|hold| hold.expires_at).collect();
    ends?.into_iter().max()
}

/// How long still: `1 h 48 min left`, or by how much it is over.
pub(super) fn left(end: Timestamp, now: Timestamp) -> Option<String> {
    let (ahead, behind) = (end.since(now), now.since(end));
    match (ahead.secs(), behind.secs()) {
        (1.., _) => Some(format!("{} left", words::span(ahead))),
        (_, 60..) => Some(format!("{} over", words::span(behind))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::duration::Span;
    use domain::id::HoldId;
    use domain::maintenance::{GateState, Hold, HoldKind};
    use domain::status::{Load, NextBlackout};

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_764_900_000_000_000);

    fn hold(end: Option<i64>) -> Hold {
        let id: HoldId = "hold_00000000000000000000000000000007".parse().unwrap();
        Hold {
            id,
            kind: HoldKind::Manual,
            owner: "Dana".to_owned(),
            since: NOW.minus(Span::from_secs(600)),
            reason: Some("index rebuild".to_owned()),
            message: Some("Back soon".to_owned()),
            estimated_end: end.map(|secs| Timestamp::from_micros(NOW.micros() + secs * 1_000_000)),
            expires_at: None,
        }
    }

    fn status(hold: Hold, running: u64) -> SystemStatus {
        let gate = GateState { epoch: 1, holds: vec![hold], ..GateState::default() };
        SystemStatus::of(&gate, Load { running, tasks: 0 }, "0", NOW)
    }

    #[test]
    fn an_open_system_says_nothing() {
        assert_eq!(
            say(&SystemStatus::of(&GateState::default(), Load { running: 3, tasks: 0 }, "0", NOW)),
            None
        );
    }

    #[test]
    fn people_who_are_logged_in_are_told_what_when_why_and_who() {
        let said = say(&status(hold(Some(6_480)), 2)).unwrap();
        assert_eq!(said.lead, "Maintenance: nothing new starts.");
        assert_eq!(
            said.times.iter().map(|told| told.words).collect::<Vec<_>>(),
            ["Since", "expected to end"]
        );
        assert_eq!(said.reasons, ["index rebuild", "Dana"]);
    }

    #[test]
    fn strangers_are_told_the_message_and_neither_reason_nor_owner() {
        let said = say(&status(hold(None), 0).public()).unwrap();
        assert_eq!(said.reasons, ["Back soon"]);
        assert!(said.times.contains(&told("end not known", When::Unknown)));
    }

    #[test]
    fn an_estimate_that_has_passed_is_told_as_longer_than_planned() {
        let said = say(&status(hold(Some(-60)), 1)).unwrap();
        let end = When::At(NOW.minus(Span::from_secs(60)));
        let told = Told { words: "longer than planned (was", when: end, after: ")" };
        assert!(said.times.contains(&told), "{said:?}");
    }

    #[test]
    fn a_hold_without_an_estimate_that_ends_by_itself_says_when() {
        let end = NOW.plus(Span::from_secs(600));
        let said = say(&status(Hold { expires_at: Some(end), ..hold(None) }, 1)).unwrap();
        assert!(said.times.contains(&told("ends by itself at", When::At(end))), "{said:?}");
    }

    #[test]
    fn an_announced_window_says_when_and_its_public_message() {
        let id = "blk_00000000000000000000000000000007".parse().ok();
        let (start, end) = (NOW.plus(Span::from_secs(3_600)), NOW.plus(Span::from_secs(7_200)));
        let next = NextBlackout { id, start, end, message: Some("Back at four".to_owned()) };
        let open = SystemStatus::of(&GateState::default(), Load::default(), "0", NOW);
        let status = open.coming(true, Some(next));
        for status in [status.public(), status] {
            let said = say(&status).unwrap();
            assert_eq!(said.lead, "Maintenance is planned.");
            assert_eq!(said.times, [told("From", When::At(start)), told("to about", When::At(end))]);
            assert_eq!(said.reasons, ["Back at four"]);
        }
    }

    #[test]
    fn what_is_left_counts_down_and_then_over() {
        let at = |secs: i64| left(Timestamp::from_micros(NOW.micros() + secs * 1_000_000), NOW);
        assert_eq!(at(6_480).as_deref(), Some("1 h 48 min left"));
        assert_eq!(at(0), None);
        assert_eq!(at(-120).as_deref(), Some("2 min over"));
    }
}
