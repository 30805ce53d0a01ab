//! The server from outside: real HTTP on a free port, a data folder of its own, real steps.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "where a test cannot go on, it fails"
)]
#![expect(clippy::wrong_self_convention, reason = "stories' verbs read as sentences")]

mod harness;

mod bodies;
mod brute_force;
mod contract;
mod cross_site;
mod escaping;
mod executable;
mod health;
mod leaving;
mod logs;
mod pages;
mod permissions;
mod streams;
mod tls;

// Steps' supervisors are this test executable.
supervisor::supervise_before_main!();
