//! The words of Lull, and what they do.
//!
//! Pure: no async, no I/O, no clock, no chance. `now` and ids are arguments. It compiles natively
//! and to wasm32, so that pages, server, REST and command line speak of the same things.
//!
//! # Glossary
//! - **hold** ([`maintenance::Hold`]): one reason for maintenance. Maintenance mode is on while any hold is active.
//! - **gate** ([`maintenance::GateState`]): what decides over starts; guarded by its *epoch*.
//! - **operation** ([`admission::Operation`]): one of the ten things that the gate guards.
//! - **refusal** ([`admission::Refusal`]): a recorded *Could Not Start*: which rule, which hold, since when,
//!   and when it is expected to open.
//! - **process** ([`process::Definition`]): a versioned definition of steps.
//! - **request** ([`request::Request`]): one execution of a process.
//! - **step** ([`request::Step`]): one unit of work in a request; a **manual task** waits for a person.
//! - **drain** ([`drain::Drain`]): the work still running after a hold began; *quiet* when there is none.
//! - **blackout** ([`blackout::Series`]): a planned shutdown; each of its windows is an **occurrence**
//!   ([`blackout::Occurrence`]), which places a hold of its own and may take the database offline.
//! - **recurrence** ([`recurrence::Recurrence`]): the rule by which a series comes again; its dates are
//!   calculated, never stored.
//! - **calendar** ([`calendar::View`]): blackouts, scheduled requests and refused starts, by days of a zone.
//! - **quiet slot** ([`slots::Slot`]): a stretch of a wanted length in which a blackout would hit little work.
//! - **missed work** ([`missed::Missed`]): every refused request, with what to do about it.
//! - **permission** ([`permission::Permission`]): what a role grants; authority is a value ([`permission::Permit`]).

pub mod admission;
pub mod audit;
pub mod blackout;
pub mod calendar;
pub mod catalog;
pub mod drain;
pub mod duration;
pub mod feed;
pub mod id;
pub mod import;
pub mod maintenance;
pub mod missed;
pub mod page;
pub mod permission;
pub mod problem;
pub mod process;
pub mod progress;
pub mod recurrence;
pub mod request;
pub mod settings;
pub mod slots;
pub mod status;
pub mod task;
pub mod time;
pub mod user;
