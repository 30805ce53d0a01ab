//! Cancel, time-out and left-overs: the whole tree is gone, in bounded time.

use crate::harness::{self, Stage, ended, started};
use rustix::process::{Pid, Signal, kill_process};
use std::time::Duration;
use supervisor::{Launched, Outcome, State};

/// Ignores TERM, forks, and has a grandchild in a session of its own with an empty
/// environment but for the token; each says when it is there.
const STUBBORN: &str = r#"
    trap '' TERM
    setsid sh -c 'trap "" TERM; echo grandchild > $STAGE/deep; while :; do sleep 1000; done' &
    (trap '' TERM; while :; do sleep 1000; done) &
    echo child > $STAGE/here
    while :; do sleep 1000; done
"#;

#[test]
fn cancel_ends_a_step_that_ignores_term_and_its_grandchild_in_another_session() {
    let stage = Stage::new();
    let (here, deep) = (stage.door("here"), stage.door("deep"));
    let attempt = stage.attempt();
    let supervisor = started(&attempt, &stage.spec(STUBBORN));
    assert_eq!((here.hears(), deep.hears()), ("child\n".into(), "grandchild\n".into()));
    assert!(stage.processes().len() >= 3, "{:?}", stage.processes());

    attempt.cancel().unwrap();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.signal, exit.note), (Outcome::Cancelled, Some(9), None));
    assert_eq!(stage.processes(), [0i32; 0]);
    let pid = supervisor.pid().cast_signed();
    supervisor.reaped();
    assert!(!harness::pids().contains(&pid), "no zombie is left of the supervisor");
}

#[test]
fn a_time_out_ends_the_whole_tree_too() {
    let stage = Stage::new();
    let (here, deep) = (stage.door("here"), stage.door("deep"));
    let attempt = stage.attempt();
    let mut spec = stage.spec(STUBBORN);
    spec.timeout = Some(Duration::from_millis(700));
    started(&attempt, &spec);
    assert_eq!((here.hears(), deep.hears()), ("child\n".into(), "grandchild\n".into()));
    assert_eq!(ended(&attempt).outcome, Outcome::TimedOut);
    assert_eq!(stage.processes(), [0i32; 0]);
}

/// Longer than any end that needs no KILL takes, and what `LONG_GRACE` would be seen by.
const SOON: i64 = 15_000_000;
const LONG_GRACE: Duration = Duration::from_secs(20);

#[test]
fn a_step_that_heeds_term_may_tidy_up() {
    let stage = Stage::new();
    let door = stage.door("door");
    let attempt = stage.attempt();
    let mut spec = stage
        .spec("trap 'echo tidied; exit 3' TERM; echo up > $STAGE/door; while :; do sleep 1000 & wait; done");
    spec.term_grace = LONG_GRACE;
    started(&attempt, &spec);
    door.hears();
    attempt.cancel().unwrap();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.exit_code), (Outcome::Cancelled, Some(3)));
    assert!(stage.log().contains("tidied\n"));
    assert!(exit.ended - exit.began.unwrap() < SOON, "{exit:?}");
}

#[test]
fn what_is_forked_after_the_cancel_is_asked_to_end_too() {
    let stage = Stage::new();
    let door = stage.door("door");
    let attempt = stage.attempt();
    // It goes on after TERM, with a new child each time one ends.
    let mut spec = stage.spec(
        "trap 'n=3' TERM; n=999; echo up > $STAGE/door; \
         while [ $n -gt 0 ]; do sleep 1000 || true; n=$((n-1)); done; setsid sleep 1000 & exit 4",
    );
    spec.term_grace = LONG_GRACE;
    started(&attempt, &spec);
    door.hears();
    attempt.cancel().unwrap();
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.exit_code), (Outcome::Cancelled, Some(4)));
    assert!(exit.ended - exit.began.unwrap() < SOON, "{exit:?}");
    assert_eq!(stage.processes(), [0i32; 0]);
}

#[test]
fn a_stopped_step_hears_the_cancel() {
    let stage = Stage::new();
    let door = stage.door("door");
    let attempt = stage.attempt();
    let mut spec = stage.spec("echo up > $STAGE/door; kill -STOP $$; sleep 1000");
    spec.term_grace = LONG_GRACE;
    started(&attempt, &spec);
    door.hears();
    attempt.cancel().unwrap();
    let exit = ended(&attempt);
    assert_eq!(exit.outcome, Outcome::Cancelled);
    assert!(exit.ended - exit.began.unwrap() < SOON, "{exit:?}");
}

#[test]
fn what_a_finished_step_left_running_is_ended() {
    let stage = Stage::new();
    let door = stage.door("door");
    let attempt = stage.attempt();
    let script = r#"
        setsid sh -c 'trap "" TERM; echo up > $STAGE/door; while :; do sleep 1000; done' &
        sleep 1000 &
        read x < $STAGE/door
    "#;
    let supervisor = started(&attempt, &stage.spec(script));
    drop(door);
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.exit_code), (Outcome::Succeeded, Some(0)));
    assert_eq!(stage.processes(), [0i32; 0]);
    supervisor.reaped();
}

#[test]
fn a_step_cancelled_before_it_begins_never_does() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    attempt.cancel().unwrap();
    assert_eq!(attempt.state().unwrap(), State::NeverBegan);
    started(&attempt, &stage.spec("echo ran"));
    let exit = ended(&attempt);
    assert_eq!((exit.outcome, exit.began, exit.exit_code), (Outcome::Cancelled, None, None));
    assert!(!stage.log().contains("ran"));
}

#[test]
fn a_cancel_after_the_end_changes_nothing() {
    let stage = Stage::new();
    let attempt = stage.attempt();
    started(&attempt, &stage.spec("true"));
    assert_eq!(ended(&attempt).outcome, Outcome::Succeeded);
    attempt.cancel().unwrap();
    assert_eq!(ended(&attempt).outcome, Outcome::Succeeded);
    let again = attempt.spawn_from(harness::stand_in(), &stage.spec("true")).unwrap();
    assert!(matches!(again, Launched::AlreadyBegan));
}

#[test]
fn stray_signals_do_not_disturb_a_supervisor() {
    let stage = Stage::new();
    let (here, door) = (stage.door("here"), stage.door("door"));
    let attempt = stage.attempt();
    let supervisor = started(&attempt, &stage.spec("echo up > $STAGE/here; read x < $STAGE/door; echo done"));
    here.hears();
    let pid = Pid::from_raw(supervisor.pid().cast_signed()).unwrap();
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT, Signal::USR1] {
        kill_process(pid, signal).unwrap();
    }
    door.opens();
    assert_eq!(ended(&attempt).outcome, Outcome::Succeeded);
    assert_eq!(stage.log(), "done\n");
}
