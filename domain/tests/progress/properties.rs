//! Properties over definitions and histories made by chance.

use domain::process::{Outcome, StepDef};
use domain::progress::{EndStatus, MayBegin, Phase};
use proptest::prelude::*;

use super::run::{Run, finish, retried, step, when};

/// How one step is made: which earlier steps it needs, and of which sort it is.
#[derive(Debug, Clone)]
struct Made {
    needs: u8,
    sort: u8,
    word: u8,
}

/// One event of a history: which of the running steps ends, and how; or a change of what may begin.
#[derive(Debug, Clone)]
struct Event {
    which: u8,
    what: u8,
}

const WORDS: [&str; 4] = ["succeeded", "failed", "skipped", "cancelled"];

fn steps(made: &[Made]) -> Vec<StepDef> {
    let id = |index: usize| format!("s{index}");
    let make = |(index, made): (usize, &Made)| {
        let needs: Vec<String> = (0..index).filter(|need| made.needs & (1 << need) != 0).map(id).collect();
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let id = id(index);
        let word = WORDS[usize::from(made.word) % WORDS.len()];
        let condition = |signs: &[&str]| {
            let part = |(need, sign): (&&str, &&str)| format!("steps.{need}.outcome {sign} '{word}'");
            needs.iter().zip(signs.iter().cycle()).map(part).collect::<Vec<_>>().join(" or ")
        };
        match made.sort % 8 {
            0 => finish(&id, &needs, if made.word % 2 == 0 { Outcome::Succeeded } else { Outcome::Failed }),
            1 => retried(&id, &needs, 3, &[Outcome::Failed, Outcome::Interrupted]),
            2 if !needs.is_empty() => when(&id, &needs, &condition(&["=="])),
            3 if !needs.is_empty() => when(&id, &needs, &condition(&["!=", "=="])),
            // Reads one need only, so that another one can stand in the way.
            4 if !needs.is_empty() => when(&id, &needs, &format!("steps.{}.outcome != '{word}'", needs[0])),
            // Cannot be evaluated.
            5 if made.word % 4 == 0 && !needs.is_empty() => {
                when(&id, &needs, &format!("steps.{}.outcome", needs[0]))
            }
            _ => step(&id, &needs),
        }
    };
    made.iter().enumerate().map(make).collect()
}

fn ends(what: u8) -> Outcome {
    [
        Outcome::Succeeded,
        Outcome::Succeeded,
        Outcome::Failed,
        Outcome::TimedOut,
        Outcome::Interrupted,
        Outcome::Cancelled,
    ][usize::from(what) % 6]
}

/// Checks one answer against the states it was given for, then does it.
fn obeys(run: &mut Run) -> Result<(), TestCaseError> {
    let told = run.asks();

    let mut turned = Run {
        states: run.states.iter().rev().cloned().collect(),
        ended: None,
        definition: run.definition.clone(),
        ..*run
    };
    prop_assert_eq!(&turned.asks(), &told, "the order of the states changed the answer");
    turned.states.retain(|state| state.phase != Phase::Waiting);
    prop_assert_eq!(&turned.asks(), &told, "a step that is not listed has not begun");

    prop_assert!(
        run.may_begin == MayBegin::Yes || told.begin.is_empty(),
        "something began though nothing may"
    );
    for begin in &told.begin {
        let Some(step) = run.definition.step(&begin.id).cloned() else {
            return Err(TestCaseError::fail("no such step"));
        };
        for need in &step.needs {
            prop_assert!(
                run.outcome(need).is_some() || told.settle.iter().any(|one| one.id == *need),
                "{} began before {need} ended",
                begin.id
            );
        }
        let state = run.state(&begin.id).clone();
        prop_assert_eq!(begin.attempt, state.attempt + 1);
        match state.phase {
            Phase::Waiting => prop_assert_eq!(begin.attempt, 1),
            Phase::RetryAt { at, .. } => prop_assert!(at <= run.now && begin.attempt <= 3),
            Phase::Running { .. } | Phase::Ended(_) => {
                prop_assert!(false, "{} began twice", begin.id)
            }
        }
    }
    for settled in &told.settle {
        let open = matches!(run.state(&settled.id).phase, Phase::Waiting | Phase::RetryAt { .. });
        prop_assert!(open, "{} was settled twice or while it ran", settled.id);
        prop_assert!(told.settle.iter().filter(|one| one.id == settled.id).count() == 1);
        prop_assert!(told.begin.iter().all(|begin| begin.id != settled.id));
    }
    for id in &told.cancel {
        let running = matches!(run.state(id).phase, Phase::Running { .. });
        prop_assert!(running, "{id} does not run and was to be cancelled");
    }
    run.apply(&told);

    let all_ended = run.states.iter().all(|state| matches!(state.phase, Phase::Ended(_)));
    prop_assert_eq!(told.ended.is_some(), all_ended, "the request ends exactly when all its steps have");

    let again = run.asks();
    prop_assert!(again.begin.is_empty() && again.settle.is_empty(), "it was no fixpoint: {again:?}");
    prop_assert_eq!(again.cancel, told.cancel);
    Ok(())
}

fn is_finish(run: &Run, id: &str) -> bool {
    run.definition.step(id).is_some_and(|step| step.kind() == domain::process::StepKind::Finish)
}

/// What must be true of a request that has ended.
fn ended_lawfully(run: &Run, cancelled: bool) -> Result<(), TestCaseError> {
    let ran = |id: &str| run.states.iter().any(|state| state.id == id && state.attempt > 0);
    let finished = run.definition.steps.iter().any(|step| {
        is_finish(run, &step.id) && ran(&step.id) && run.outcome(&step.id) != Some(Outcome::Cancelled)
    });
    let mut unhandled = false;
    for step in &run.definition.steps {
        let outcome = run.outcome(&step.id);
        prop_assert_eq!(
            outcome == Some(Outcome::Skipped),
            !ran(&step.id) && outcome != Some(Outcome::Failed)
        );
        let failed = outcome.is_some_and(Outcome::needs_handling);
        for dependent in run.definition.steps.iter().filter(|one| one.needs.contains(&step.id)) {
            let reads = dependent.reads_outcomes().contains(&step.id);
            prop_assert!(
                !failed || reads || !ran(&dependent.id),
                "{} ran after {} failed",
                dependent.id,
                step.id
            );
        }
        let handled =
            run.definition.steps.iter().any(|one| ran(&one.id) && one.reads_outcomes().contains(&step.id));
        unhandled |= failed && !handled;
    }
    let Some(end) = &run.ended else {
        return Err(TestCaseError::fail("it has not ended"));
    };
    if !finished {
        let expected = if cancelled {
            EndStatus::Cancelled
        } else if unhandled {
            EndStatus::Failed
        } else {
            EndStatus::Succeeded
        };
        prop_assert_eq!(end.status, expected);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_history_ends_and_obeys_the_rules(
        made in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(needs, sort, word)| Made { needs, sort, word }), 1..9),
        turned in any::<bool>(),
        history in prop::collection::vec((any::<u8>(), any::<u8>()).prop_map(|(which, what)| Event { which, what }), 0..60),
    ) {
        // The order of the text says nothing: needs may stand after what needs them.
        let mut steps = steps(&made);
        if turned {
            steps.reverse();
        }
        let mut run = Run::of(steps);
        obeys(&mut run)?;
        let mut cancelled = false;
        let mut events = history.into_iter();
        // A step takes at most three attempts, each at most an end, a wait and a call; holds come with the history.
        for turn in 0..400 {
            if run.ended.is_some() {
                break;
            }
            let event = events.next();
            match &event {
                Some(event) if event.what == 255 => { run.may_begin = MayBegin::Cancelling; cancelled = true; }
                Some(event) if event.what % 16 == 15 && !cancelled => run.may_begin = MayBegin::Held,
                Some(_) | None if !cancelled => run.may_begin = MayBegin::Yes,
                Some(_) | None => {}
            }
            let running: Vec<String> = run.states.iter().filter(|state| matches!(state.phase, Phase::Running { .. })).map(|state| state.id.clone()).collect();
            let event = event.unwrap_or(Event { which: 0, what: 0 });
            if let Some(id) = running.get(usize::from(event.which) % running.len().max(1)) {
                run.ends(id, ends(event.what));
            }
            run.after_secs(i64::from(event.which % 32));
            if event.which == 0 {
                run.after_secs(3_600);
            }
            obeys(&mut run)?;
            prop_assert!(turn < 399, "it does not end: {:?}", run.states);
        }
        ended_lawfully(&run, cancelled)?;
    }
}
