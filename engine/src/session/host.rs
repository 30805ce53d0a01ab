//! What only the host's own command line does: the first administrator, and a forgotten password.

use domain::id::UserId;
use domain::permission::{Person, Role};
use domain::user::User;
use serde_json::json;

use super::password;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::opened::OpenError;
use crate::store::{account, bearer, person};

/// The first administrator's name.
const FIRST: &str = "admin";

impl Engine {
    /// Makes the user `admin` when there is no user at all; answers the password when it had to be made.
    /// Where users exist `LULL_ADMIN_PASSWORD` changes nothing.
    ///
    /// # Errors
    /// [`OpenError::Setting`] when the password set is not good enough; else when the database does not answer.
    pub(crate) async fn first_administrator(&self) -> std::result::Result<Option<String>, OpenError> {
        let known = {
            let mut tx = self.store.read().await?;
            account::count(&mut tx).await?
        };
        if known > 0 {
            return Ok(None);
        }
        let set = self.config.admin_password.clone();
        if let Some(set) = &set {
            password::check("LULL_ADMIN_PASSWORD", FIRST, set)
                .map_err(|error| OpenError::Setting(format!("LULL_ADMIN_PASSWORD: {error}")))?;
        }
        let secret = set.clone().unwrap_or_else(password::make);
        let hash = self.attempts.passwords.hash(&secret).await?;
        let made = self
            .writing(move |engine| async move {
                let mut tx = engine.changing_accounts().await?;
                // Another node may have been faster.
                if account::count(&mut tx).await? > 0 {
                    return Ok(false);
                }
                let user = User {
                    id: UserId::new(engine.ids.next()),
                    username: FIRST.to_owned(),
                    role: Role::Administrator,
                    disabled: false,
                    zone: None,
                    created: engine.clock.now(),
                };
                person::insert(&mut tx, &user, &hash).await?;
                let detail = json!({ "role": user.role, "first": true });
                engine.note(&mut tx, &Person::system("start-up"), "user.add", FIRST, detail).await?;
                engine.commit_accounts(tx).await?;
                Ok(true)
            })
            .await?;
        Ok((made && set.is_none()).then_some(secret))
    }

    /// Sets a user's password from the host, and ends their sessions; makes one when none is given, and answers it.
    ///
    /// Not for pages or REST: it asks for no permission, because whoever reaches the control socket or the data
    /// folder owns both already.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] at `password`; else when the database refuses or does not answer.
    pub async fn reset_password(&self, username: &str, new: Option<String>) -> Result<String> {
        let username = username.trim().to_owned();
        let secret = match new {
            Some(new) => {
                password::check("password", &username, &new)?;
                new
            }
            None => password::make(),
        };
        let hash = self.attempts.passwords.hash(&secret).await?;
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            let found = person::by_name(&mut tx, &username).await?;
            let shown: String = username.chars().take(64).collect();
            let (user, _) = found.ok_or_else(|| Error::NotFound(format!("user {shown}")))?;
            person::set_password(&mut tx, user.id, &hash).await?;
            bearer::end_sessions(&mut tx, user.id, None).await?;
            let detail = json!({ "disabled": user.disabled });
            engine
                .note(&mut tx, &Person::system("host"), "user.password_reset", user.username.clone(), detail)
                .await?;
            engine.commit_accounts(tx).await?;
            engine.attempts.forgive(&user.username);
            Ok(secret)
        })
        .await
    }
}
