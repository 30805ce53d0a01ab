//! Stories of the engine, on both databases.
//!
//! PostgreSQL comes from `LULL_TEST_POSTGRES`, a superuser's URL: `cargo xtask test` starts a private one.

mod harness;

mod drain;
mod gate_race;
mod holds;
mod ledger;
mod opened;
mod processes;
mod recovery;
mod running;
mod store_contract;

supervisor::supervise_before_main!();
