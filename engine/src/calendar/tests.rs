//! What a feed looks like, what is read of others' calendars, and that the two understand each other.

mod clock;
mod faults;
mod feed;
mod given;
mod hostile;
mod import;
mod round_trip;
mod rules;
