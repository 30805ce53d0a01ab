//! API tokens: a script's way in, with its owner's rights at the moment of use.

use domain::id::TokenId;
use domain::page::Page;
use domain::permission::Permission;
use domain::user::{MadeToken, NewToken, Token};
use serde_json::json;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::keys::{hash_secret, new_secret};
use crate::session::{Caller, TOKEN_PREFIX};
use crate::store::bearer;

impl Engine {
    /// One page of the caller's own tokens, newest first; everybody's for those with Manage Users.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no cursor; else when the database refuses or does not answer.
    pub async fn tokens(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Token>> {
        let of = (!caller.may(Permission::ManageUsers)).then_some(caller.user());
        let mut tx = self.store.read().await?;
        bearer::tokens(&mut tx, of, cursor, limit).await
    }

    /// Makes a token of the caller's. Its secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `name` or `expires`; else when the database refuses or does not answer.
    pub async fn make_token(&self, caller: &Caller, new: NewToken) -> Result<MadeToken> {
        let name = new.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
            return Err(Error::field("name", "Say in 1 to 100 characters what the token is for."));
        }
        let (actor, owner) = (caller.authority().person().clone(), caller.user());
        self.writing(move |engine| async move {
            let created = engine.clock.now();
            if new.expires.is_some_and(|end| end <= created) {
                return Err(Error::field(
                    "expires",
                    "The token would have ended already: choose a later instant.",
                ));
            }
            let secret = format!("{TOKEN_PREFIX}{}", new_secret());
            let token = Token {
                id: TokenId::new(engine.ids.next()),
                name,
                owner: actor.name.clone(),
                created,
                expires: new.expires,
                last_used: None,
                revoked: None,
            };
            let mut tx = engine.store.write().await?;
            bearer::insert_token(&mut tx, &token, &hash_secret(&secret), owner).await?;
            let detail = json!({ "name": token.name, "owner": token.owner, "expires": token.expires });
            engine.note(&mut tx, &actor, "token.make", token.id.to_string(), detail).await?;
            tx.commit().await?;
            engine.stale_memory.notify_one();
            Ok(MadeToken { secret, token })
        })
        .await
    }

    /// Revokes a token: the caller's own, or anybody's with Manage Users. It counts from the next call on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none to revoke, or it is not the caller's; else when the database refuses
    /// or does not answer.
    pub async fn revoke_token(&self, caller: &Caller, id: TokenId) -> Result<()> {
        let of = (!caller.may(Permission::ManageUsers)).then_some(caller.user());
        let actor = caller.authority().person().clone();
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            if !bearer::revoke_token(&mut tx, id, of, engine.clock.now()).await? {
                return Err(Error::NotFound(format!("token {id} that could be revoked")));
            }
            engine.note(&mut tx, &actor, "token.revoke", id.to_string(), json!({})).await?;
            engine.commit_accounts(tx).await
        })
        .await
    }
}
