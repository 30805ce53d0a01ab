//! The shapes of contract.md.

mod administration;
mod maintenance;
mod model;
mod requests;
mod sessions;
mod series;
mod slots;
