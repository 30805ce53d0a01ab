//! The calendar: which days a view shows, which of them a span touches, and how much of each is closed.
//!
//! Days are those of a zone, so that one of 23 or 25 hours is what it is.

mod closed;
mod day;
mod lanes;
mod marks;
mod shown;
mod view;

pub use closed::closed;
pub use day::{Day, touched};
pub use lanes::lanes;
pub use marks::{Marks, Planned};
pub use shown::{closes, shown};
pub use view::View;
