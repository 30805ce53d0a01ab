//! Logging in and out.

use std::net::IpAddr;

use domain::duration::Span;
use domain::id::SessionId;
use domain::permission::Person;
use domain::time::Timestamp;
use domain::user::{Me, User};
use serde_json::json;

use super::attempts::Try;
use super::{Caller, Via};
use crate::engine::Engine;
use crate::error::{Error, Offline, Result};
use crate::keys::{Keys, hash_secret, new_secret};
use crate::store::{account, bearer, person};

/// Where a log-in comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Knock {
    /// The client's address; of IPv6 the first 64 bits, which one subscriber has.
    pub address: Option<IpAddr>,
    /// What an earlier [`Login::device`] gave this browser.
    pub device: Option<String>,
}

impl From<Option<IpAddr>> for Knock {
    fn from(address: Option<IpAddr>) -> Self {
        Self { address, device: None }
    }
}

/// A session just begun.
#[derive(Clone, Debug)]
pub struct Login {
    /// The session's secret, for the cookie. Told this once.
    pub secret: String,
    /// Who it is.
    pub me: Me,
    /// When the session ends, however much it is used.
    pub expires: Timestamp,
    /// Proves that this browser has logged in with this name; it opens nothing. Kept in a long-lived cookie and
    /// shown at the next log-in, it keeps the person from being slowed down by those who guess at the name.
    pub device: String,
}

impl Engine {
    /// Begins a session: the password is looked at off the runtime, tries are limited (fault 41).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when the name or the password is wrong or the user is disabled, all alike;
    /// [`Error::TooMany`]; else when the database refuses or does not answer.
    pub async fn log_in(&self, username: &str, password: &str, from: impl Into<Knock>) -> Result<Login> {
        if let Some(memory) = self.away() {
            // No password is looked at (rule 37).
            let opens_at = memory.gate.opens(self.clock.now()).at;
            return Err(Error::Offline(Box::new(Offline { opens_at, ..Offline::default() })));
        }
        let (username, from) = (username.trim().to_owned(), from.into());
        let now = self.clock.now();
        let device = from.device.as_deref().and_then(|proof| device_of(&self.keys, &username, proof));
        let one = self.attempts.admit(&username, from.address, device, now)?;
        let found = {
            let mut tx = self.store.read().await?;
            person::by_name(&mut tx, &username).await?
        };
        let hash = found.as_ref().map(|(_, hash)| hash.as_str());
        let right = self.attempts.passwords.verify(password, hash, one.known).await?;
        match found {
            Some((user, hash)) if right && !user.disabled => self.begin_session(one, user, hash, from).await,
            found => {
                self.note_failure(found.map(|(user, _)| user.username), from.address).await;
                Err(Error::Unauthenticated)
            }
        }
    }

    async fn begin_session(&self, one: Try, user: User, verified: String, from: Knock) -> Result<Login> {
        let hours = i64::from(self.config.session_hours);
        self.writing(move |engine| async move {
            let (id, secret, now) = (SessionId::new(engine.ids.next()), new_secret(), engine.clock.now());
            let expires = now.plus(Span::from_secs(hours * 3_600));
            let mut tx = engine.store.write().await?;
            // The password was looked at for a while: meanwhile it may have been changed, or the user disabled.
            let (user, hash) = account::lock(&mut tx, user.id).await?;
            if user.disabled || hash != verified {
                return Err(Error::Unauthenticated);
            }
            bearer::insert_session(&mut tx, id, &hash_secret(&secret), user.id, now, expires).await?;
            let actor = Person { id: Some(user.id), name: user.username.clone() };
            let detail = json!({ "session": id, "from": from.address, "until": expires });
            engine.note(&mut tx, &actor, "session.log_in", user.username.clone(), detail).await?;
            tx.commit().await?;
            engine.stale_memory.notify_one();
            engine.attempts.befriend(&one, &user.username, from.address, now);
            Ok(Login {
                secret,
                expires,
                device: make_device(&engine.keys, &user.username),
                me: Me {
                    id: user.id,
                    username: user.username,
                    role: user.role,
                    session: Some(id),
                    zone: user.zone,
                },
            })
        })
        .await
    }

    /// Writes a failed log-in down, folded. That it cannot be written does not change the answer.
    async fn note_failure(&self, name: Option<String>, address: Option<IpAddr>) {
        let Some(tries) = self.attempts.failed(name.as_deref(), self.clock.now()) else { return };
        let written = self.writing(move |engine| async move {
            let mut tx = engine.store.write().await?;
            let subject = name.unwrap_or_else(|| "an unknown name".to_owned());
            let detail = json!({ "tries": tries, "from": address });
            engine.note(&mut tx, &Person::system("anonymous"), "session.failed", subject, detail).await?;
            tx.commit().await?;
            engine.stale_memory.notify_one();
            Ok(())
        });
        if let Err(error) = written.await {
            tracing::warn!(%error, tries, "failed log-ins could not be written to the audit trail");
        }
    }

    /// Ends the caller's session, here and in every open stream; a token's caller has none to end.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn log_out(&self, caller: &Caller) -> Result<()> {
        let Via::Session(id) = caller.via() else { return Ok(()) };
        let actor = caller.authority().person().clone();
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            bearer::end_session(&mut tx, id).await?;
            engine
                .note(&mut tx, &actor, "session.log_out", actor.name.clone(), json!({ "session": id }))
                .await?;
            engine.commit_accounts(tx).await
        })
        .await
    }
}

/// Makes a browser's proof: chance, and a keyed digest that binds it to the name.
fn make_device(keys: &Keys, username: &str) -> String {
    let chance = new_secret();
    let digest = keys.digest(&["device", username, &chance]);
    format!("{chance}.{digest}")
}

/// The chance in a proof that was made for this name; none when it was not.
fn device_of<'a>(keys: &Keys, username: &str, proof: &'a str) -> Option<&'a str> {
    let (chance, digest) = proof.split_once('.').filter(|_| proof.len() < 128)?;
    // Compared by their hashes, so that the time it takes tells nothing.
    let right = hash_secret(&keys.digest(&["device", username, chance])) == hash_secret(digest);
    right.then_some(chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_proof_counts_for_the_name_it_was_made_for_and_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let keys = Keys::load(&dir.path().join("key")).unwrap();
        let proof = make_device(&keys, "ada");
        assert!(device_of(&keys, "ada", &proof).is_some());
        assert_eq!(device_of(&keys, "grace", &proof), None);
        assert_eq!(device_of(&keys, "ada", &proof.replace('.', ".x")), None);
        assert_eq!(device_of(&keys, "ada", ""), None);
    }
}
