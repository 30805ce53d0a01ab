//! Rule 13: what follows from a step that did not succeed.

use domain::process::Outcome;
use domain::progress::{MayBegin, values_outcome};

use super::run::{Run, retried, step, when};

#[test]
fn steps_without_needs_begin_at_once_and_others_after_their_needs() {
    let mut run = Run::of(vec![step("c", &["a", "b"]), step("a", &[]), step("b", &[])]);
    assert_eq!(run.goes_on(), "begin a\nbegin b");
    assert_eq!(run.ends("a", Outcome::Succeeded).goes_on(), "");
    assert_eq!(run.ends("b", Outcome::Succeeded).goes_on(), "begin c");
    assert_eq!(run.ends("c", Outcome::Succeeded).goes_on(), "ended Succeeded");
}

#[test]
fn the_dependents_of_a_failed_step_are_skipped_down_the_chain_in_one_call() {
    let mut run = Run::of(vec![step("a", &[]), step("b", &["a"]), step("c", &["b"]), step("d", &[])]);
    assert_eq!(run.goes_on(), "begin a\nbegin d");
    assert_eq!(run.ends("a", Outcome::Failed).goes_on(), "b skipped: a failed\nc skipped: b was skipped");
    assert_eq!(run.ends("d", Outcome::Succeeded).goes_on(), "ended Failed: a failed");
}

#[test]
fn a_failure_is_handled_by_a_dependent_that_reads_it_and_runs() {
    let mut run = Run::of(vec![step("a", &[]), when("mend", &["a"], "steps.a.outcome == 'failed'")]);
    run.goes_on();
    assert_eq!(run.ends("a", Outcome::Failed).goes_on(), "begin mend");
    assert_eq!(run.ends("mend", Outcome::Succeeded).goes_on(), "ended Succeeded");
}

#[test]
fn a_failure_is_not_handled_by_a_dependent_whose_when_does_not_hold() {
    let mut run = Run::of(vec![step("a", &[]), when("go", &["a"], "steps.a.outcome == 'succeeded'")]);
    run.goes_on();
    assert_eq!(
        run.ends("a", Outcome::Failed).goes_on(),
        "go skipped: its when did not hold\nended Failed: a failed"
    );
}

#[test]
fn a_failure_of_the_step_that_handles_one_is_a_failure_of_its_own() {
    let mut run = Run::of(vec![step("a", &[]), when("mend", &["a"], "steps.a.outcome == 'failed'")]);
    run.goes_on();
    run.ends("a", Outcome::Failed).goes_on();
    assert_eq!(run.ends("mend", Outcome::TimedOut).goes_on(), "ended Failed: mend timed out");
}

#[test]
fn a_handled_failure_does_not_hide_another_one() {
    let mut run =
        Run::of(vec![step("a", &[]), step("b", &[]), when("mend", &["a"], "steps.a.outcome == 'failed'")]);
    run.goes_on();
    assert_eq!(run.ends("a", Outcome::Failed).ends("b", Outcome::Interrupted).goes_on(), "begin mend");
    assert_eq!(run.ends("mend", Outcome::Succeeded).goes_on(), "ended Failed: b was interrupted");
}

#[test]
fn a_when_that_reads_another_step_does_not_excuse_a_failed_need() {
    let mut run = Run::of(vec![
        step("a", &[]),
        step("b", &[]),
        when("c", &["a", "b"], "steps.a.outcome == 'failed'"),
        when("d", &["a", "b"], "steps.a.outcome == 'failed' or steps.b.outcome == 'failed'"),
    ]);
    run.goes_on();
    assert_eq!(
        run.ends("a", Outcome::Failed).ends("b", Outcome::Failed).goes_on(),
        "begin d\nc skipped: b failed"
    );
}

#[test]
fn a_step_that_timed_out_or_was_interrupted_is_failed_to_when() {
    for outcome in [Outcome::TimedOut, Outcome::Interrupted] {
        let mut run = Run::of(vec![step("a", &[]), when("mend", &["a"], "steps.a.outcome == 'failed'")]);
        run.goes_on();
        assert_eq!(run.ends("a", outcome).goes_on(), "begin mend");
        assert_eq!(run.outcome("a"), Some(outcome), "its own outcome is shown");
    }
    assert_eq!(
        Outcome::ALL.map(values_outcome),
        ["succeeded", "failed", "failed", "failed", "cancelled", "skipped"]
    );
}

#[test]
fn a_skipped_need_can_be_read_like_a_failed_one() {
    let mut run = Run::of(vec![
        step("a", &[]),
        when("rare", &["a"], "steps.a.outcome == 'failed'"),
        when("always", &["a", "rare"], "steps.rare.outcome != 'failed'"),
        step("after", &["rare"]),
    ]);
    run.goes_on();
    assert_eq!(
        run.ends("a", Outcome::Succeeded).goes_on(),
        "begin always\nrare skipped: its when did not hold\nafter skipped: rare was skipped"
    );
    assert_eq!(run.ends("always", Outcome::Succeeded).goes_on(), "ended Succeeded");
}

#[test]
fn a_when_that_cannot_be_evaluated_fails_its_step_with_the_reason() {
    let mut run = Run::of(vec![step("a", &[]), when("b", &["a"], "steps.a.outcome"), step("c", &["b"])]);
    run.goes_on();
    assert_eq!(
        run.ends("a", Outcome::Succeeded).goes_on(),
        "b failed: its when could not be evaluated: cannot read steps.a.outcome\n\
         c skipped: b failed\n\
         ended Failed: b failed: its when could not be evaluated: cannot read steps.a.outcome"
    );
}

#[test]
fn nothing_begins_while_the_request_is_held_and_everything_does_after() {
    let mut run = Run::of(vec![step("a", &[]), step("b", &["a"]), retried("r", &[], 2, &[Outcome::Failed])]);
    run.goes_on();
    run.may_begin = MayBegin::Held;
    assert_eq!(run.ends("a", Outcome::Succeeded).ends("r", Outcome::Failed).after_secs(60).goes_on(), "");
    assert_eq!(run.ended, None);
    run.may_begin = MayBegin::Yes;
    assert_eq!(run.goes_on(), "begin b\nbegin r again (2)");
}
