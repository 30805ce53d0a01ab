//! Requests that end before all their steps do.

use domain::process::{Outcome, StepDef};
use domain::progress::MayBegin;

use super::run::{Run, finish, retried, step, when};

fn finish_when(id: &str, needs: &[&str], condition: &str) -> StepDef {
    StepDef { when: when(id, needs, condition).when, ..finish(id, needs, Outcome::Succeeded) }
}

#[test]
fn a_cancel_ends_what_runs_and_begins_nothing() {
    let mut run = Run::of(vec![step("a", &[]), step("b", &["a"]), retried("r", &[], 3, &[Outcome::Failed])]);
    run.goes_on();
    run.ends("r", Outcome::Failed);
    run.may_begin = MayBegin::Cancelling;
    assert_eq!(
        run.goes_on(),
        "b skipped: not begun: the request was cancelled\n\
         r cancelled: failed, and not tried again: the request was cancelled\n\
         cancel a"
    );
    assert_eq!(run.goes_on(), "cancel a");
    assert_eq!(run.ends("a", Outcome::Cancelled).goes_on(), "ended Cancelled");
}

#[test]
fn a_step_that_fails_under_a_cancel_is_not_tried_again() {
    let mut run = Run::of(vec![retried("a", &[], 3, &[Outcome::Failed])]);
    run.goes_on();
    run.may_begin = MayBegin::Cancelling;
    assert_eq!(
        run.ends("a", Outcome::Failed).goes_on(),
        "a cancelled: failed, and not tried again: the request was cancelled\nended Cancelled"
    );
}

#[test]
fn finish_ends_the_request_with_its_outcome() {
    for (outcome, told) in [(Outcome::Succeeded, "ended Succeeded"), (Outcome::Failed, "ended Failed")] {
        let mut run = Run::of(vec![
            step("a", &[]),
            step("long", &[]),
            finish("done", &["a"], outcome),
            step("never", &["long"]),
        ]);
        run.goes_on();
        assert_eq!(run.ends("a", Outcome::Succeeded).goes_on(), "begin done");
        assert_eq!(
            run.ends("done", outcome).goes_on(),
            "never skipped: not begun: done had finished the request\ncancel long"
        );
        assert_eq!(run.ends("long", Outcome::Cancelled).goes_on(), told);
    }
}

#[test]
fn a_finish_begins_alone() {
    let mut run = Run::of(vec![
        step("a", &[]),
        finish("done", &[], Outcome::Succeeded),
        finish("other", &[], Outcome::Failed),
    ]);
    assert_eq!(run.goes_on(), "begin done");
    assert_eq!(run.goes_on(), "", "nothing begins beside it");
    assert_eq!(
        run.ends("done", Outcome::Succeeded).goes_on(),
        "a skipped: not begun: done had finished the request\n\
         other skipped: not begun: done had finished the request\n\
         ended Succeeded"
    );
}

#[test]
fn a_finish_that_could_not_say_its_message_fails_the_request() {
    let mut run = Run::of(vec![finish("done", &[], Outcome::Succeeded)]);
    run.goes_on();
    assert_eq!(run.ends("done", Outcome::Failed).goes_on(), "ended Failed");
}

#[test]
fn a_finish_that_was_skipped_ends_nothing() {
    let mut run = Run::of(vec![
        step("a", &[]),
        finish_when("stop", &["a"], "steps.a.outcome == 'failed'"),
        step("b", &["a"]),
    ]);
    run.goes_on();
    assert_eq!(run.ends("a", Outcome::Succeeded).goes_on(), "begin b\nstop skipped: its when did not hold");
    assert_eq!(run.ends("b", Outcome::Succeeded).goes_on(), "ended Succeeded");
}

#[test]
fn a_finish_decides_even_beside_an_unhandled_failure() {
    let mut run = Run::of(vec![
        step("a", &[]),
        step("b", &[]),
        finish_when("stop", &["b"], "steps.b.outcome == 'succeeded'"),
    ]);
    run.goes_on();
    run.ends("a", Outcome::Failed).ends("b", Outcome::Succeeded).goes_on();
    assert_eq!(run.ends("stop", Outcome::Succeeded).goes_on(), "ended Succeeded");
}

#[test]
fn a_cancelled_sub_process_is_a_failure_unless_it_is_handled() {
    let mut run = Run::of(vec![step("sub", &[]), step("b", &["sub"])]);
    run.goes_on();
    assert_eq!(
        run.ends("sub", Outcome::Cancelled).goes_on(),
        "b skipped: sub was cancelled\nended Failed: sub was cancelled"
    );
}
