//! What people change about themselves: password and time zone.

use serde_json::json;

use super::{Caller, Via, password};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::{bearer, person};

impl Engine {
    /// Changes the caller's own password; every other session of theirs ends.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `old` or `new`; [`Error::TooMany`]; else when the database refuses or does not answer.
    pub async fn change_password(&self, caller: &Caller, old: &str, new: &str) -> Result<()> {
        let wrong = || Error::field("old", "This is not your present password.");
        password::check("new", &caller.authority().person().name, new)?;
        if old == new {
            return Err(Error::field("new", "This is the password you have already."));
        }
        let user = caller.user();
        let one = self.attempts.admit_user(user, self.clock.now())?;
        let verified = {
            let mut tx = self.store.read().await?;
            person::by_id(&mut tx, user).await?.1
        };
        if !self.attempts.passwords.verify(old, Some(&verified), true).await? {
            return Err(wrong());
        }
        self.attempts.was_right(&one);
        let hash = self.attempts.passwords.hash(new).await?;
        let (actor, keep) = (caller.authority().person().clone(), caller.session());
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            let (_, present) = person::by_id(&mut tx, user).await?;
            if present != verified {
                return Err(wrong());
            }
            person::set_password(&mut tx, user, &hash).await?;
            bearer::end_sessions(&mut tx, user, keep).await?;
            engine.note(&mut tx, &actor, "user.password", actor.name.clone(), json!({})).await?;
            engine.commit_accounts(tx).await
        })
        .await
    }

    /// Sets the time zone in the caller's profile (rule 45); none goes back to the browser's.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `zone` when it is not an IANA name; else when the database refuses or does not answer.
    pub async fn set_zone(&self, caller: &Caller, zone: Option<String>) -> Result<()> {
        let zone = zone.map(|zone| zone.trim().to_owned()).filter(|zone| !zone.is_empty());
        if let Some(zone) = &zone
            && (zone.len() > 64 || zone.parse::<chrono_tz::Tz>().is_err())
        {
            let shown: String = zone.chars().take(64).collect();
            let message = format!("\"{shown}\" is not a time zone: write it like Europe/Berlin or UTC.");
            return Err(Error::field("zone", message));
        }
        let (actor, user) = (caller.authority().person().clone(), caller.user());
        let by_token = matches!(caller.via(), Via::Token(_));
        self.writing(move |engine| async move {
            let mut tx = engine.changing_accounts().await?;
            let (mut user, _) = person::by_id(&mut tx, user).await?;
            let detail = json!({ "from": user.zone, "to": zone, "by_token": by_token });
            user.zone = zone;
            person::save(&mut tx, &user).await?;
            engine.note(&mut tx, &actor, "user.zone", actor.name.clone(), detail).await?;
            engine.commit_accounts(tx).await
        })
        .await
    }

    /// Hashes a password that somebody else sets, after its rules were looked at.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        self.attempts.passwords.hash(password).await
    }
}
