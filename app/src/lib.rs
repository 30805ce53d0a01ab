//! The pages of Lull, compiled twice: natively (`ssr`), to render HTML and answer server functions, and to
//! WASM (`hydrate`), to make the same HTML live.
//!
//! A page (`pages`) loads through server functions (`api`) and lays out components (`components`). What every
//! page knows from the first HTML on, without loading, is in `boot`; what changes by itself is in `live`.
//! Every form works as a plain HTML post (`form`).

#![recursion_limit = "512"]

pub mod api;
mod app;
pub mod boot;
pub mod components;
#[cfg(feature = "ssr")]
pub mod context;
pub mod error;
pub mod form;
pub mod fresh;
#[cfg(feature = "ssr")]
pub mod http;
pub mod live;
pub mod loaded;
pub mod log;
pub mod next;
pub mod pages;
mod parts;
mod routes;
#[cfg(feature = "ssr")]
mod shell;
pub mod telling;
#[cfg(feature = "ssr")]
mod together;
pub mod words;
pub mod zone;

pub use app::App;
#[cfg(feature = "hydrate")]
pub use app::arrive;
#[cfg(feature = "ssr")]
pub use shell::shell;
