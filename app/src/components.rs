//! One component per file: plain data in, no fetching.

pub mod badge;
pub mod banner;
pub mod confirm;
pub mod empty;
pub mod examples;
pub mod field;
pub mod form;
pub mod icon;
pub mod load;
pub mod navigation;
pub mod not_found;
pub mod notice;
pub mod page;
pub mod pager;
pub mod problems;
pub mod tabs;
pub mod time;
