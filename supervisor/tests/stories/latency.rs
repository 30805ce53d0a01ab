//! Measures the time from the call to the step's first instruction.

use crate::harness::{Stage, ended, stand_in, started};
use rustix::time::{ClockId, clock_gettime};
use std::process::Command;
use supervisor::Run;

fn now_ns() -> i64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// Prints the figures (`--nocapture`) beside a bare fork and exec; the bound only catches
/// a change of kind, such as a wait where there was none. `cargo xtask bench` holds the
/// real figures.
#[test]
fn a_step_is_up_soon_after_the_call() {
    let (mut bare, mut supervised) = (Vec::new(), Vec::new());
    for _ in 0..50 {
        let called = now_ns();
        let said = Command::new(stand_in()).arg("tell-time").output().unwrap();
        bare.push(told(&String::from_utf8(said.stdout).unwrap()) - called);

        let stage = Stage::new();
        let attempt = stage.attempt();
        let mut spec = stage.spec("");
        spec.run = Run::Argv(vec![stand_in().display().to_string(), "tell-time".into()]);
        let called = now_ns();
        started(&attempt, &spec);
        ended(&attempt);
        supervised.push(told(&stage.log()) - called);
    }
    let [bare, supervised] = [bare, supervised].map(|mut took| {
        took.sort_unstable();
        (took[25] as f64 / 1e6, took[49] as f64 / 1e6)
    });
    println!("bare: p50 {:.1} ms, max {:.1} ms", bare.0, bare.1);
    println!("supervised: p50 {:.1} ms, max {:.1} ms", supervised.0, supervised.1);
    assert!(supervised.0 < 250.0, "p50 is {:.1} ms", supervised.0);
}

fn told(text: &str) -> i64 {
    text.trim().parse().unwrap()
}
