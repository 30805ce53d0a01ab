//! Properties of `decide`: total, fair to the law, and telling its hold.

use domain::admission::{Claim, Decision, Operation, decide};
use domain::duration::Span;
use domain::id::HoldId;
use domain::maintenance::{BYPASS_MARGIN, Closing, GateState, Hold, HoldKind, Standing};
use domain::time::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

fn instant() -> impl Strategy<Value = Timestamp> {
    (0_i64..2_000).prop_map(|second| Timestamp::from_micros(second * 1_000_000))
}

fn hold() -> impl Strategy<Value = Hold> {
    (any::<u128>(), any::<bool>(), instant(), prop::option::of(instant()), prop::option::of(instant()))
        .prop_map(|(id, manual, since, estimated_end, expires_at)| Hold {
            id: HoldId::new(Uuid::from_u128(id)),
            kind: if manual { HoldKind::Manual } else { HoldKind::Blackout },
            owner: "dana".to_owned(),
            since,
            reason: None,
            message: None,
            estimated_end,
            expires_at,
        })
}

fn closing() -> impl Strategy<Value = Closing> {
    (hold(), instant(), prop::option::of(0_i64..300)).prop_map(|(hold, closes_at, lead)| Closing {
        hold,
        closes_at,
        offline_at: lead.map(|seconds| closes_at.plus(Span::from_secs(seconds))),
    })
}

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        Just(Standing::Online),
        hold().prop_map(Standing::Offline),
        hold().prop_map(Standing::Reopening)
    ]
}

fn gate() -> impl Strategy<Value = GateState> {
    (any::<u32>(), prop::collection::vec(hold(), 0..4), prop::option::of(closing()), standing()).prop_map(
        |(epoch, holds, closing, standing)| GateState { epoch: epoch.into(), holds, closing, standing },
    )
}

fn operation() -> impl Strategy<Value = Operation> {
    prop::sample::select(Operation::ALL.to_vec())
}

/// Every hold that could stand in the way.
fn names(gate: &GateState) -> Vec<HoldId> {
    let standing = match &gate.standing {
        Standing::Online => None,
        Standing::Offline(hold) | Standing::Reopening(hold) => Some(hold.id),
    };
    let planned = gate.closing.iter().map(|closing| closing.hold.id);
    gate.holds.iter().map(|hold| hold.id).chain(planned).chain(standing).collect()
}

proptest! {
    #[test]
    fn a_refusal_names_one_of_the_gates_holds_and_its_operation(gate in gate(), operation in operation(), now in instant()) {
        if let Decision::Refuse(refusal) = decide(&gate, operation, Claim::None, now) {
            prop_assert!(names(&gate).contains(&refusal.hold));
            prop_assert_eq!(refusal.rule, operation);
            prop_assert_eq!(refusal.estimated, refusal.opens_at.is_some());
            prop_assert!(refusal.opens_at.is_none_or(|at| at > now), "an end that has passed is told as overdue");
            prop_assert!(!(refusal.overdue && refusal.opens_at.is_some()));
        }
    }

    #[test]
    fn under_a_hold_or_off_line_nothing_new_is_admitted(gate in gate(), operation in operation(), now in instant()) {
        let closed = !gate.holds.is_empty()
            || gate.standing != Standing::Online
            || gate.closing.as_ref().is_some_and(|closing| closing.closes_at <= now);
        let refused = matches!(decide(&gate, operation, Claim::None, now), Decision::Refuse(_));
        prop_assert_eq!(refused, closed);
    }

    #[test]
    fn all_ten_operations_are_decided_alike(gate in gate(), now in instant()) {
        let admitted = |operation| matches!(decide(&gate, operation, Claim::None, now), Decision::Admit { .. });
        let first = admitted(Operation::Process);
        prop_assert!(Operation::ALL.into_iter().all(|operation| admitted(operation) == first));
    }

    #[test]
    fn what_began_goes_on_in_every_state(gate in gate(), operation in operation(), now in instant()) {
        let goes_on = matches!(decide(&gate, operation, Claim::Begun, now), Decision::Admit { .. });
        prop_assert!(goes_on);
    }

    #[test]
    fn a_bypass_is_refused_off_line_and_shortly_before(gate in gate(), operation in operation(), now in instant()) {
        let near = gate.closing.as_ref().and_then(|c| c.offline_at).is_some_and(|at| now.plus(BYPASS_MARGIN) >= at);
        let forbidden = gate.standing != Standing::Online || near;
        match decide(&gate, operation, Claim::Bypass, now) {
            Decision::Refuse(_) => prop_assert!(forbidden),
            Decision::Admit { bypassed: true } => prop_assert!(!forbidden),
            Decision::Admit { bypassed: false } => prop_assert!(gate.closed_by(now).is_none()),
        }
    }

    #[test]
    fn an_expiry_does_not_open_the_gate(mut gate in gate(), operation in operation(), now in instant()) {
        let before = decide(&gate, operation, Claim::None, now);
        for hold in &mut gate.holds {
            hold.expires_at = Some(now);
        }
        prop_assert_eq!(before, decide(&gate, operation, Claim::None, now));
    }

    /// No history of placing, editing, lifting and passing time leads to an admitted start under a hold.
    #[test]
    fn no_history_admits_a_start_under_a_hold(events in prop::collection::vec((0_u8..5, hold(), 1_i64..600), 1..60)) {
        let (mut gate, mut now) = (GateState::default(), Timestamp::from_micros(0));
        for (kind, hold, seconds) in events {
            match kind {
                0 => gate.holds.push(Hold { since: now, ..hold }),
                1 if !gate.holds.is_empty() => drop(gate.holds.remove(0)),
                2 => if let Some(first) = gate.holds.first_mut() { first.estimated_end = hold.estimated_end },
                3 => gate.closing = Some(Closing { closes_at: now.plus(Span::from_secs(seconds)), offline_at: None, hold }),
                _ => now = now.plus(Span::from_secs(seconds)),
            }
            gate.epoch += 1;
            let due = gate.closing.as_ref().is_some_and(|closing| closing.closes_at <= now);
            for operation in Operation::ALL {
                let admitted = matches!(decide(&gate, operation, Claim::None, now), Decision::Admit { .. });
                prop_assert_eq!(admitted, gate.holds.is_empty() && !due);
            }
        }
    }
}
