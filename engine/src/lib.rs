//! The imperative shell of Lull, without HTTP and HTML.
//!
//! A use case is a few lines around one pure call: permit, begin, load, decide, write, audit, commit.
//! Everything that starts anything goes through [`gate`]; everything that happens to a running request goes
//! through [`conduct`]; recovery is a tick of [`worker`] like any other.

pub mod audit;
pub mod blackout;
pub mod calendar;
pub mod clock;
mod clock_offset;
pub mod conduct;
pub mod config;
pub mod data_dir;
pub mod definition;
pub mod drain;
pub mod engine;
pub mod error;
pub mod example;
pub mod feed;
mod forgotten;
pub mod gate;
pub mod http_step;
pub mod ids;
pub mod keys;
pub mod log;
pub mod maintenance;
pub mod metrics;
pub mod missed;
mod newest;
mod notices;
pub mod offline;
mod opened;
pub mod process;
pub mod request;
pub mod retention;
pub mod runner;
pub mod session;
pub mod settings;
pub mod starts;
pub mod status;
pub mod store;
pub mod task;
mod to_the_end;
pub mod token;
pub mod user;
pub mod versions;
pub mod worker;
pub mod zone;

pub use clock::Clock;
pub use config::Config;
pub use engine::Engine;
pub use error::{Error, Offline, Result};
pub use opened::{OpenError, Opened};
pub use session::{Caller, Knock, Login, Via};
pub use status::Published;
