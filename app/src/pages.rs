//! One route each: load, lay out, handle errors.

pub mod audit;
pub mod blackout;
pub mod blackout_edit;
pub mod blackout_import;
pub mod blackout_new;
pub mod blackout_slots;
pub mod blackouts;
pub mod calendar;
pub mod login;
pub mod maintenance;
pub mod process;
pub mod process_edit;
pub mod processes;
pub mod profile;
pub mod request;
pub mod requests;
pub mod review;
pub mod run;
pub mod settings;
pub mod task;
pub mod tasks;
pub mod user;
pub mod users;
