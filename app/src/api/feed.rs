//! Keys of the calendar feed.

use domain::feed::{FeedKey, MadeFeedKey};
use domain::id::FeedKeyId;
use domain::page::Page;
use leptos::prelude::*;

use crate::error::ApiError;

/// A page of one's own keys, of everybody's for those who manage users; newest first.
#[server(prefix = "/app", endpoint = "feed/keys")]
pub async fn list_feed_keys(#[server(default)] cursor: String) -> Result<Page<FeedKey>, ApiError> {
    let (context, caller) = crate::context::caller()?;
    Ok(context.engine.feed_keys(&caller, super::cursor(&cursor), None).await?)
}

/// Makes a key; the feed's address with it is told this once.
#[server(prefix = "/app", endpoint = "feed/make-key")]
pub async fn make_feed_key(name: String) -> Result<MadeFeedKey, ApiError> {
    use domain::feed::{FEED_PATH, NewFeedKey};
    let (context, caller) = crate::context::caller()?;
    let (secret, key) = context.engine.make_feed_key(&caller, NewFeedKey { name }).await?;
    let address = format!("{}{FEED_PATH}{secret}", context.origin());
    context.show_feed_once(&address);
    Ok(MadeFeedKey { address, key })
}

/// Revokes a key, at once and for good.
#[server(prefix = "/app", endpoint = "feed/revoke-key")]
pub async fn revoke_feed_key(id: FeedKeyId) -> Result<(), ApiError> {
    let (context, caller) = crate::context::caller()?;
    context.engine.revoke_feed_key(&caller, id).await?;
    context.go_plain("/profile?done=feed-revoked");
    Ok(())
}
