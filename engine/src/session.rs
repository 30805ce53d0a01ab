//! Who is there: sessions of people, tokens of scripts, and the proof of what they may do.

mod attempts;
mod failures;
mod host;
mod limits;
mod log_in;
mod mark;
pub(crate) mod password;
mod profile;

use std::sync::Arc;

use domain::duration::Span;
use domain::id::{SessionId, TokenId, UserId};
use domain::permission::{Authority, Grant, Permission, Permit, Person};
use domain::time::Timestamp;
use domain::user::Me;

pub use attempts::Attempts;
pub use log_in::{Knock, Login};

use crate::engine::Engine;
use crate::error::Result;
use crate::keys::hash_secret;
use crate::store::bearer::{self, Bearer};
use crate::store::read;

/// What every token begins with, so that scanners of repositories find one that leaked.
pub const TOKEN_PREFIX: &str = "lull_";
/// No secret is longer; what is was never handed out.
const LONGEST_SECRET: usize = 128;
/// A token's last use is written down at most this often.
const LAST_USE: Span = Span::from_secs(60);

/// By what somebody is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Via {
    /// A session, begun by logging in.
    Session(SessionId),
    /// An API token.
    Token(TokenId),
}

/// Somebody known, with the rights they had when they were looked up. Only [`Engine::authenticate`] makes one.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who it is, for pages. What they may do does not come from here.
    pub me: Me,
    user: UserId,
    authority: Authority,
    via: Via,
    expires: Option<Timestamp>,
    hash: String,
    mark: Option<Arc<str>>,
}

impl Caller {
    /// Whose session or token it is.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The session, when it is one.
    #[must_use]
    pub const fn session(&self) -> Option<SessionId> {
        match self.via {
            Via::Session(id) => Some(id),
            Via::Token(_) => None,
        }
    }

    /// Who it is, for decisions.
    #[must_use]
    pub const fn authority(&self) -> &Authority {
        &self.authority
    }

    /// By what they are known.
    #[must_use]
    pub const fn via(&self) -> Via {
        self.via
    }

    /// When the session or token ends; none for a token that does not.
    #[must_use]
    pub const fn expires(&self) -> Option<Timestamp> {
        self.expires
    }

    /// Whether their role grants it.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.authority.may(permission)
    }

    /// Gives the proof that a use case asks for.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] when the role does not grant `P`.
    pub fn permit<P: Grant>(&self) -> Result<Permit<P>> {
        Ok(self.authority.permit::<P>()?)
    }

    fn known_by(bearer: Bearer, hash: String, is_token: bool) -> Result<Self> {
        let via = if is_token {
            Via::Token(read("token's id", &bearer.id)?)
        } else {
            Via::Session(read("session's id", &bearer.id)?)
        };
        let session = match via {
            Via::Session(id) => Some(id),
            Via::Token(_) => None,
        };
        let person = Person { id: Some(bearer.user), name: bearer.username.clone() };
        Ok(Self {
            me: Me {
                id: bearer.user,
                username: bearer.username,
                role: bearer.role,
                session,
                zone: bearer.zone,
            },
            user: bearer.user,
            authority: Authority::vouched(person, bearer.role),
            via,
            expires: bearer.expires,
            hash,
            mark: None,
        })
    }
}

impl Engine {
    /// Looks up whom a secret stands for: a session's (the cookie) or a token's (`Authorization: Bearer`).
    ///
    /// None when it is unknown, has ended or was revoked, or its user is disabled. Asked at every call, so that
    /// a changed role counts from the next one on.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn authenticate(&self, secret: &str) -> Result<Option<Caller>> {
        if secret.is_empty() || secret.len() > LONGEST_SECRET {
            return Ok(None);
        }
        self.look_up(hash_secret(secret), secret.starts_with(TOKEN_PREFIX)).await
    }

    /// Whether a caller known before still is, for streams that stay open; answers them as they are now.
    ///
    /// Cheap enough for every stream at every second: all of them together ask the database twice a second
    /// whether any account changed, and only then look themselves up.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn still_valid(&self, caller: &Caller) -> Result<Option<Caller>> {
        if self.is_away() {
            return self.look_up(caller.hash.clone(), matches!(caller.via, Via::Token(_))).await;
        }
        if caller.expires.is_some_and(|end| end <= self.clock.now()) {
            return Ok(None);
        }
        // Read before the look-up: what changes in between is seen now, and once more next time.
        let mark = self.attempts.mark.current(self).await?;
        if caller.mark.as_ref() == Some(&mark) {
            return Ok(Some(caller.clone()));
        }
        let now = self.look_up(caller.hash.clone(), matches!(caller.via, Via::Token(_))).await?;
        Ok(now.map(|caller| Caller { mark: Some(mark), ..caller }))
    }

    async fn look_up(&self, hash: String, is_token: bool) -> Result<Option<Caller>> {
        if let Some(memory) = self.away() {
            let bearer = memory.bearer(&hash, is_token);
            return bearer.map(|bearer| Caller::known_by(bearer, hash, is_token)).transpose();
        }
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let bearer = if is_token {
            bearer::token(&mut tx, &hash, now).await?
        } else {
            bearer::session(&mut tx, &hash, now).await?
        };
        drop(tx);
        let Some(bearer) = bearer else { return Ok(None) };
        let last_used = bearer.last_used;
        let caller = Caller::known_by(bearer, hash, is_token)?;
        if let Via::Token(id) = caller.via {
            self.note_use(id, last_used, now);
        }
        Ok(Some(caller))
    }

    /// Writes a token's last use down, in the background: nobody waits for it, and a lost one does no harm.
    fn note_use(&self, id: TokenId, last_used: Option<Timestamp>, now: Timestamp) {
        let noted = last_used.is_some_and(|at| now.since(at) < LAST_USE);
        if noted || !self.attempts.first_use(id, now, LAST_USE) {
            return;
        }
        let engine = self.clone();
        self.tasks.spawn(async move {
            let write = async {
                let mut tx = engine.store.write().await?;
                bearer::used_token(&mut tx, &id.to_string(), now).await?;
                tx.commit().await
            };
            if let Err(error) = write.await {
                tracing::debug!(%error, "a token's last use was not written down");
            }
        });
    }
}
