//! The client side of the command line: every command here is one call or a few over REST.
//!
//! A command's path: clap reads its arguments, [`call::Call`] finds server and token, the command asks
//! [`api::Api`], and [`out::Out`] tells the answer: as words, or exactly as the API sent it. Which code it exits
//! with is contract.md's, "The executable".

mod api;
pub mod audit;
mod call;
mod change;
pub mod completions;
pub mod drain;
mod end;
mod facts;
mod failure;
pub mod login;
mod look;
pub mod maintenance;
pub mod missed;
mod moment;
mod out;
mod paging;
mod person;
mod problem;
pub mod process;
mod prompt;
pub mod request;
pub mod settings;
mod sse;
pub mod status;
mod table;
pub mod task;
pub mod token;
pub mod user;
mod wait;

pub use call::Call;

/// What `lull --help` says at its end.
pub const HELP: &str = "\
Client commands ask the server at LULL_URL (http://127.0.0.1:3000 unless set) with the token in LULL_TOKEN:

    export LULL_TOKEN=$(lull login)

They exit with 0 when done, 1 when it failed, 2 when asked wrongly, 3 when maintenance refused it,
and 4 when a wait timed out.";
