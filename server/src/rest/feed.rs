//! The calendar feed, and the keys that it is read with.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::feed::{FEED_PATH, FeedKey, MadeFeedKey, NewFeedKey};
use domain::id::FeedKeyId;
use domain::page::Page;
use engine::keys::hash_secret;
use http::uri::Authority;
use http::{HeaderMap, StatusCode, Uri, header};
use serde::Deserialize;

use super::extract::{Body, Id, Search, Who};
use super::{Turn, created};
use crate::web::{Problem, Web};

/// The key of the feed.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedAsk {
    /// The key, as its address has it.
    #[serde(default)]
    key: String,
}

/// Tells the blackouts as an iCalendar feed. Whether a key is unknown, revoked, or of somebody who may not log in any
/// more is not told apart.
#[utoipa::path(get, path = "/calendar.ics", tag = "blackouts", params(FeedAsk), responses((status = 200, body = String, content_type = "text/calendar"), (status = 304), (status = 404)))]
pub async fn read_feed(
    State(web): State<Web>,
    headers: HeaderMap,
    Search(ask): Search<FeedAsk>,
) -> Result<Response, Problem> {
    let unknown =
        || Problem::not_found("There is no calendar under this key: make a new one in your profile.");
    let text = web.engine.feed(&ask.key).await?.ok_or_else(unknown)?;
    let tag = format!("\"{}\"", hash_secret(&text));
    // Whoever has the address may read it; what lies in between keeps no copy for others.
    let about = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if names(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"lull.ics\""),
    ];
    Ok((about, kind, text).into_response())
}

/// Whether the caller has the text of this tag already.
fn names(headers: &HeaderMap, tag: &str) -> bool {
    let texts = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = texts.flat_map(|text| text.split(',')).map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// Lists one's own keys of the calendar feed; all of them for those with Manage Users.
#[utoipa::path(get, path = "/api/v1/calendar/keys", tag = "blackouts", params(Turn), responses((status = 200, body = Page<FeedKey>)))]
pub async fn list_feed_keys(
    State(web): State<Web>,
    Who(caller): Who,
    Search(turn): Search<Turn>,
) -> Result<Json<Page<FeedKey>>, Problem> {
    Ok(Json(web.engine.feed_keys(&caller, turn.cursor.as_deref(), turn.limit).await?))
}

/// Makes a key that reads the calendar feed and does nothing else. The feed's whole address is told this once.
#[utoipa::path(post, path = "/api/v1/calendar/keys", tag = "blackouts", request_body = NewFeedKey, responses((status = 201, body = MadeFeedKey)))]
pub async fn make_feed_key(
    State(web): State<Web>,
    Who(caller): Who,
    uri: Uri,
    headers: HeaderMap,
    Body(new): Body<NewFeedKey>,
) -> Result<Response, Problem> {
    let (secret, key) = web.engine.make_feed_key(&caller, new).await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| uri.authority().map(Authority::as_str));
    let address = format!("{}{FEED_PATH}{secret}", web.home.origin(host));
    Ok(created("/api/v1/calendar/keys", MadeFeedKey { address, key }))
}

/// Revokes a key; the feed is not told to it any more.
#[utoipa::path(delete, path = "/api/v1/calendar/keys/{id}", tag = "blackouts", params(("id" = FeedKeyId, Path)), responses((status = 204)))]
pub async fn revoke_feed_key(
    State(web): State<Web>,
    Who(caller): Who,
    Id(id): Id<FeedKeyId>,
) -> Result<StatusCode, Problem> {
    web.engine.revoke_feed_key(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_among_others_weak_or_not() {
        let named = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, value.parse().unwrap())]);
            names(&headers, "\"a\"")
        };
        assert!(named("\"a\"") && named("\"b\", W/\"a\"") && named("*"));
        assert!(!named("\"b\"") && !named("a"));
        assert!(!names(&HeaderMap::new(), "\"a\""));
    }
}
