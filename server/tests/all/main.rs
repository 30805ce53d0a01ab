//! The server from outside: real HTTP on a free port, a data folder of its own, real steps.

mod harness;

mod bodies;
mod contract;
mod cross_site;
mod health;
mod leaving;
mod logs;
mod permissions;
mod streams;

// Steps' supervisors are this test executable.
supervisor::supervise_before_main!();
