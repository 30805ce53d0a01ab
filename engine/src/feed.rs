//! The calendar feed, and the keys that it is read with.

mod told;

use domain::blackout::Zone;
use domain::duration::Span;
use domain::feed::{FeedKey, NewFeedKey};
use domain::id::FeedKeyId;
use domain::page::Page;
use domain::permission::{Permission, Permit, Read};
use domain::time::Timestamp;
use serde_json::json;

use crate::calendar::Feed;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::{hash_secret, new_secret};
use crate::session::Caller;
use crate::store::feed;
use crate::zone::Iana;

/// What every key begins with, so that scanners of repositories find one that leaked.
pub const KEY_PREFIX: &str = "lull_feed_";
/// No key is longer; what is was never handed out.
const LONGEST_KEY: usize = 128;
/// The most keys that count of one person.
const MOST_KEYS: u64 = 50;
/// A key's last use is written down at most this often.
const LAST_USE: Span = Span::from_secs(3_600);
/// How often clients should ask anew.
const REFRESH: Span = Span::from_secs(3_600);

impl Engine {
    /// One page of the caller's own keys, newest first; everybody's for those with Manage Users.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no cursor; else when the database refuses or does not answer.
    pub async fn feed_keys(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<FeedKey>> {
        let of = (!caller.may(Permission::ManageUsers)).then_some(caller.user());
        let mut tx = self.store.read().await?;
        feed::keys(&mut tx, of, cursor, limit).await
    }

    /// Makes a key of the caller's; answers its secret, which is told nowhere else, and the key.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without Read; [`Error::Invalid`] at `name`; else when the database refuses or does not
    /// answer.
    pub async fn make_feed_key(&self, caller: &Caller, new: NewFeedKey) -> Result<(String, FeedKey)> {
        let permit: Permit<Read> = caller.permit()?;
        let name = new.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(Error::field("name", "Say in 1 to 100 characters what the key is for."));
        }
        let (actor, owner) = (permit.person().clone(), caller.user());
        self.writing(move |engine| async move {
            let secret = format!("{KEY_PREFIX}{}", new_secret());
            let key = FeedKey {
                id: FeedKeyId::new(engine.ids.next()),
                name,
                owner: actor.name.clone(),
                created: engine.clock.now(),
                last_used: None,
                revoked: None,
            };
            let mut tx = engine.store.write().await?;
            if feed::count_keys(&mut tx, owner).await? >= MOST_KEYS {
                let told = format!("You have {MOST_KEYS} keys: revoke one that nothing uses any more.");
                return Err(Error::field("name", told));
            }
            feed::insert_key(&mut tx, &key, &hash_secret(&secret), owner).await?;
            let detail = json!({ "name": key.name, "owner": key.owner });
            engine.note(&mut tx, &actor, "feed.key_make", key.id.to_string(), detail).await?;
            tx.commit().await?;
            Ok((secret, key))
        })
        .await
    }

    /// Revokes a key: the caller's own, or anybody's with Manage Users. It counts from the next call on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none to revoke, or it is not the caller's; else when the database refuses
    /// or does not answer.
    pub async fn revoke_feed_key(&self, caller: &Caller, id: FeedKeyId) -> Result<()> {
        let of = (!caller.may(Permission::ManageUsers)).then_some(caller.user());
        let actor = caller.authority().person().clone();
        self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            if !feed::revoke_key(&mut tx, id, of, engine.clock.now()).await? {
                return Err(Error::NotFound(format!("feed key {id} that could be revoked")));
            }
            engine.note(&mut tx, &actor, "feed.key_revoke", id.to_string(), json!({})).await?;
            tx.commit().await
        })
        .await
    }

    /// The feed as a text of the type `text/calendar`, for whoever has a key. None when there is no such key, it was
    /// revoked, or its owner may not log in or read: the same work for all of them.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn feed(&self, key: &str) -> Result<Option<String>> {
        let hash = hash_secret(if key.len() <= LONGEST_KEY { key } else { "" });
        let mut tx = self.store.read().await?;
        let Some(known) = feed::key(&mut tx, &hash).await? else { return Ok(None) };
        if !known.role.grants(Permission::Read) {
            return Ok(None);
        }
        let now = self.clock.now();
        let since = last_new_year(now);
        let blackouts = feed::told(&mut tx, since).await?;
        drop(tx);
        self.note_key_use(known, now);
        let events = blackouts.into_iter().filter_map(|one| told::event(one, since)).collect();
        let feed = Feed { name: "Lull: maintenance blackouts".to_owned(), now, refresh: REFRESH, events };
        Ok(Some(feed.text()))
    }

    /// Writes a key's last use down, in the background: nobody waits for it, and a lost one does no harm.
    fn note_key_use(&self, known: feed::Known, now: Timestamp) {
        if known.last_used.is_some_and(|at| now.since(at) < LAST_USE) {
            return;
        }
        let engine = self.clone();
        self.tasks.spawn(async move {
            let write = async {
                let mut tx = engine.store.write().await?;
                feed::used_key(&mut tx, known.id, now).await?;
                tx.commit().await
            };
            if let Err(error) = write.await {
                tracing::debug!(%error, "a feed key's last use was not written down");
            }
        });
    }
}

/// The beginning of the year before this one, in UTC: the feed reaches back to it, so that the same feed is the same
/// text until something in it or the year changes.
fn last_new_year(now: Timestamp) -> Timestamp {
    use chrono::{Datelike, NaiveDate, NaiveTime};
    let year = Iana::utc().wall(now).year();
    let day = NaiveDate::from_ymd_opt(year - 1, 1, 1).unwrap_or_default();
    Timestamp::from(day.and_time(NaiveTime::MIN).and_utc())
}
