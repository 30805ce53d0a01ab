//! Users, as administrators manage them.

use domain::id::UserId;
use domain::page::Page;
use domain::permission::{ManageUsers, Permit, Role};
use domain::user::{NewUser, User, UserEdit};
use serde_json::json;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::session::password;
use crate::store::{Tx, account, bearer, person};

/// Names that records use for Lull itself, or that would read like somebody else.
const RESERVED: [&str; 6] = ["system", "host", "start-up", "anonymous", "lull", "me"];

impl Engine {
    /// One page of users, by name.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn users(
        &self,
        _permit: &Permit<ManageUsers>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<User>> {
        let mut tx = self.store.read().await?;
        person::list(&mut tx, cursor, limit).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else when the database refuses or does not answer.
    pub async fn user(&self, _permit: &Permit<ManageUsers>, id: UserId) -> Result<User> {
        let mut tx = self.store.read().await?;
        person::by_id(&mut tx, id).await.map(|(user, _)| user)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `username` or `password`; else when the database refuses or does not answer.
    pub async fn add_user(&self, permit: &Permit<ManageUsers>, new: NewUser) -> Result<User> {
        let NewUser { username, password: secret, role } = new;
        check_name(&username)?;
        password::check("password", &username, &secret)?;
        let hash = self.hash_password(&secret).await?;
        let actor = permit.person().clone();
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            if account::is_taken(&mut tx, &username).await? {
                let message = format!("There is a user called {username} already: choose another name.");
                return Err(Error::field("username", message));
            }
            let (id, created) = (UserId::new(engine.ids.next()), engine.clock.now());
            let user = User { id, username, role, disabled: false, zone: None, created };
            person::insert(&mut tx, &user, &hash).await?;
            engine.note(&mut tx, &actor, "user.add", user.username.clone(), json!({ "role": role })).await?;
            engine.commit_accounts(tx).await?;
            Ok(user)
        })
        .await
    }

    /// Changes a user's role, state or password. Disabling them, or a new password, ends their sessions; a new
    /// role counts from their next call on.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] at `password`, or at `role` or `disabled` when nobody would be left
    /// who can manage users; else when the database refuses or does not answer.
    pub async fn edit_user(&self, permit: &Permit<ManageUsers>, id: UserId, edit: UserEdit) -> Result<User> {
        let hash = match &edit.password {
            None => None,
            Some(secret) => {
                let known = {
                    let mut tx = self.store.read().await?;
                    person::by_id(&mut tx, id).await?.0
                };
                password::check("password", &known.username, secret)?;
                Some(self.hash_password(secret).await?)
            }
        };
        let actor = permit.person().clone();
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            let (before, _) = person::by_id(&mut tx, id).await?;
            let after = User {
                role: edit.role.unwrap_or(before.role),
                disabled: edit.disabled.unwrap_or(before.disabled),
                ..before.clone()
            };
            if after == before && hash.is_none() {
                return Ok(after);
            }
            keep_an_administrator(&mut tx, &before, &after).await?;
            person::save(&mut tx, &after).await?;
            if let Some(hash) = &hash {
                person::set_password(&mut tx, id, hash).await?;
            }
            if hash.is_some() || after.disabled {
                bearer::end_sessions(&mut tx, id, None).await?;
            }
            engine
                .note(
                    &mut tx,
                    &actor,
                    "user.edit",
                    after.username.clone(),
                    told(&before, &after, hash.is_some()),
                )
                .await?;
            engine.commit_accounts(tx).await?;
            Ok(after)
        })
        .await
    }
}

/// What changed, for the audit trail.
fn told(before: &User, after: &User, password: bool) -> serde_json::Value {
    let mut detail = serde_json::Map::new();
    if before.role != after.role {
        detail.insert("role".to_owned(), json!({ "from": before.role, "to": after.role }));
    }
    if before.disabled != after.disabled {
        detail.insert("disabled".to_owned(), json!(after.disabled));
    }
    if password {
        detail.insert("password".to_owned(), json!("set"));
    }
    detail.into()
}

/// Refuses a change after which nobody could manage users.
async fn keep_an_administrator(tx: &mut Tx, before: &User, after: &User) -> Result<()> {
    let counts = |user: &User| user.role == Role::Administrator && !user.disabled;
    if counts(before) && !counts(after) && person::administrators(tx).await? <= 1 {
        let (field, verb) =
            if after.disabled { ("disabled", "disabled") } else { ("role", "given another role") };
        let name = &before.username;
        let message = format!(
            "{name} is the last administrator who can log in and cannot be {verb}: make somebody else administrator first."
        );
        return Err(Error::field(field, message));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    let message = if name.is_empty() || name.chars().count() > 64 {
        "The name should have 1 to 64 characters."
    } else if !name.chars().all(allowed) {
        "The name may have letters (a to z), digits, and . _ - @ only."
    } else if RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word)) {
        "This name stands for Lull itself in the records: choose another."
    } else {
        return Ok(());
    };
    Err(Error::field("username", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_be_mistaken_or_misread_is_refused() {
        for name in ["", " ada", "ada lovelace", "ad\u{430}", "Start-Up", "<b>", &"a".repeat(65)] {
            assert!(check_name(name).is_err(), "{name:?} was accepted");
        }
        for name in ["ada", "Ada.Lovelace@example.org", "ci-bot_2"] {
            check_name(name).unwrap();
        }
    }
}
