//! The shapes of contract.md.

mod administration;
mod dates;
mod feed;
mod imports;
mod maintenance;
mod model;
mod occurrences;
mod requests;
mod series;
mod sessions;
mod slots;
