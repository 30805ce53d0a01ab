//! The shapes of contract.md.

mod administration;
mod feed;
mod imports;
mod maintenance;
mod model;
mod requests;
mod sessions;
mod slots;
