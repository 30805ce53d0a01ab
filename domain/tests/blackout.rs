//! Blackouts: from the draft to the window, golden timelines of whole windows, and properties.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a story that cannot be told ends its test")]

#[path = "blackout/ahead.rs"]
mod ahead;
#[path = "blackout/catch_up.rs"]
mod catch_up;
#[path = "blackout/check.rs"]
mod check;
#[path = "blackout/code.rs"]
mod code;
#[path = "blackout/covered.rs"]
mod covered;
#[path = "blackout/daylight.rs"]
mod daylight;
#[path = "blackout/edit.rs"]
mod edit;
#[path = "blackout/feed.rs"]
mod feed;
#[path = "blackout/given.rs"]
mod given;
#[path = "blackout/histories.rs"]
mod histories;
#[path = "blackout/near.rs"]
mod near;
#[path = "blackout/overlap.rs"]
mod overlap;
#[path = "blackout/people.rs"]
mod people;
#[path = "blackout/places.rs"]
mod places;
#[path = "blackout/properties.rs"]
mod properties;
#[path = "blackout/rule.rs"]
mod rule;
#[path = "blackout/shared.rs"]
mod shared;
#[path = "blackout/story.rs"]
mod story;
#[path = "blackout/windows.rs"]
mod windows;
