//! The shapes of contract.md.

mod administration;
mod dates;
mod maintenance;
mod model;
mod requests;
mod sessions;
mod slots;
