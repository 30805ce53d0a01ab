//! Blackouts: from the draft to the window, golden timelines of whole windows, and properties.

#![expect(clippy::unwrap_used, reason = "a story that cannot be told ends its test")]

#[path = "blackout/check.rs"]
mod check;
#[path = "blackout/daylight.rs"]
mod daylight;
#[path = "blackout/edit.rs"]
mod edit;
#[path = "blackout/given.rs"]
mod given;
#[path = "blackout/places.rs"]
mod places;
