//! Stories of steps under real supervisors, servers and signals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the harness of a test may panic")]

mod adoption;
mod as_test_executable;
mod ending;
mod harness;
mod latency;
mod log;
mod outcome;

// The executable of the tests can be a supervisor, as `as_test_executable` shows.
supervisor::supervise_before_main!();
