//! Stories of the engine, on both databases.
//!
//! PostgreSQL comes from `LULL_TEST_POSTGRES`, a superuser's URL: `cargo xtask test` starts a private one.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot go on has failed"
)]
#![expect(clippy::allow_attributes, reason = "`on_both!` imports for every story what only some of them use")]

mod harness;

#[expect(dead_code, reason = "other tests use more of it")]
#[path = "../chance/mod.rs"]
mod chance;

mod accounts;
mod audit;
mod blackouts;
mod calendar;
mod drain;
mod examples;
mod fault_clock;
mod feed;
mod forgotten;
mod gate_race;
mod holds;
mod imports;
mod ledger;
mod opened;
mod processes;
mod recovery;
mod retention;
mod running;
mod series;
mod slots;
mod store_contract;
mod tokens;
mod users;

supervisor::supervise_before_main!();
