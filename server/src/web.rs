//! What every HTTP call passes through, in order: an id and a log line, a net for panics, headers of
//! safety, the caller, limits, the permission table, the check for foreign pages, the body.

pub mod address;
pub mod body;
pub mod cookie;
pub mod cross_site;
pub mod entry;
pub mod headers;
pub mod limits;
pub mod live;
pub mod observe;
pub mod plain;
pub mod problem;

mod state;

pub use problem::Problem;
pub use state::Web;
