//! The keys of the calendar feed, as they are told.

use serde::{Deserialize, Serialize};

use crate::id::FeedKeyId;
use crate::time::Timestamp;

/// Where the feed is, below the server's own address; the key comes behind it.
pub const FEED_PATH: &str = "/calendar.ics?key=";

/// A key that reads the feed and does nothing else; it counts for as long as its owner may log in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedKey {
    /// Its id.
    pub id: FeedKeyId,
    /// What it is for.
    pub name: String,
    /// Whose it is, by name.
    pub owner: String,
    /// When it was made.
    pub created: Timestamp,
    /// When the feed was last read with it, to the hour.
    pub last_used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// What makes a key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFeedKey {
    /// What it is for; 1 to 100 characters.
    pub name: String,
}

/// A key just made, with the address that holds its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeFeedKey {
    /// What a calendar subscribes to. Told this once.
    pub address: String,
    /// The key.
    pub key: FeedKey,
}
