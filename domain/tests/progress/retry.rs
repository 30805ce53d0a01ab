//! Further attempts.

use domain::process::Outcome;

use super::run::{Run, retried, step, when};

#[test]
fn a_failed_attempt_is_tried_again_after_its_delay_which_grows() {
    let mut run = Run::of(vec![retried("a", &[], 3, &[Outcome::Failed]), step("b", &["a"])]);
    assert_eq!(run.goes_on(), "begin a");
    assert_eq!(run.ends("a", Outcome::Failed).goes_on(), "wake at 10 s");
    assert_eq!(run.after_secs(9).goes_on(), "wake at 10 s");
    assert_eq!(run.after_secs(1).goes_on(), "begin a again (2)");
    assert_eq!(run.ends("a", Outcome::Failed).goes_on(), "wake at 30 s");
    assert_eq!(run.after_secs(20).goes_on(), "begin a again (3)");
    assert_eq!(run.ends("a", Outcome::Succeeded).goes_on(), "begin b");
}

#[test]
fn the_last_attempt_counts() {
    let mut run = Run::of(vec![retried("a", &[], 2, &[Outcome::Failed])]);
    run.goes_on();
    run.ends("a", Outcome::Failed).after_secs(10).goes_on();
    assert_eq!(run.ends("a", Outcome::Failed).goes_on(), "ended Failed: a failed");
}

#[test]
fn an_ending_that_retry_does_not_name_is_not_tried_again() {
    let mut run = Run::of(vec![retried("a", &[], 5, &[Outcome::Failed])]);
    run.goes_on();
    assert_eq!(run.ends("a", Outcome::Interrupted).goes_on(), "ended Failed: a was interrupted");
}

#[test]
fn dependents_wait_for_the_last_attempt() {
    let mut run = Run::of(vec![
        retried("a", &[], 2, &[Outcome::TimedOut]),
        when("mend", &["a"], "steps.a.outcome == 'failed'"),
    ]);
    run.goes_on();
    assert_eq!(run.ends("a", Outcome::TimedOut).goes_on(), "wake at 10 s");
    assert_eq!(run.after_secs(10).goes_on(), "begin a again (2)");
    assert_eq!(run.ends("a", Outcome::TimedOut).goes_on(), "begin mend");
}

#[test]
fn the_delay_stops_growing_at_a_day() {
    let step = retried("a", &[], 20, &[Outcome::Failed]);
    let delays: Vec<i64> = (1..20)
        .filter_map(|n| step.retry.as_ref()?.after(n, Outcome::Failed))
        .map(|span| span.secs())
        .collect();
    assert_eq!(delays.len(), 19);
    assert_eq!(delays[..3], [10, 20, 40]);
    assert_eq!(delays.last(), Some(&86_400));
}
