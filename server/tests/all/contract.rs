//! The shapes of contract.md.

mod administration;
mod maintenance;
mod model;
mod requests;
mod series;
mod sessions;
mod slots;
