//! Users, for those who manage them.

use domain::id::UserId;
use domain::page::Page;
use domain::user::User;
use leptos::prelude::*;

use crate::error::ApiError;

/// A page of everybody, by name.
#[server(prefix = "/app", endpoint = "users/list")]
pub async fn list_users(#[server(default)] cursor: String) -> Result<Page<User>, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    Ok(engine.users(&permit, super::cursor(&cursor), None).await?)
}

/// One of them.
#[server(prefix = "/app", endpoint = "users/read")]
pub async fn read_user(id: String) -> Result<User, ApiError> {
    let (engine, permit) = crate::context::permit()?;
    let none = || ApiError::NotFound("There is no such user.".to_owned());
    Ok(engine.user(&permit, id.parse().map_err(|_| none())?).await?)
}

/// Adds somebody.
#[server(prefix = "/app", endpoint = "users/add")]
pub async fn add_user(username: String, password: String, role: String) -> Result<User, ApiError> {
    use domain::user::NewUser;
    let (engine, permit) = crate::context::permit()?;
    let new = NewUser { username: username.trim().to_owned(), password, role: role_of(&role)? };
    let user = engine.add_user(&permit, new).await?;
    crate::context::context()?.go("/settings/users?done=added");
    Ok(user)
}

/// Changes somebody's role, and whether they may log in.
#[server(prefix = "/app", endpoint = "users/edit")]
pub async fn edit_user(
    id: UserId,
    role: String,
    #[server(default)] disabled: Option<String>,
) -> Result<User, ApiError> {
    use domain::user::UserEdit;
    let (engine, permit) = crate::context::permit()?;
    let edit = UserEdit { role: Some(role_of(&role)?), disabled: Some(disabled.is_some()), password: None };
    let user = engine.edit_user(&permit, id, edit).await?;
    crate::context::context()?.go("/settings/users?done=changed");
    Ok(user)
}

/// Sets somebody's password.
#[server(prefix = "/app", endpoint = "users/password")]
pub async fn set_password(id: UserId, password: String) -> Result<User, ApiError> {
    use domain::user::UserEdit;
    let (engine, permit) = crate::context::permit()?;
    let user =
        engine.edit_user(&permit, id, UserEdit { password: Some(password), ..UserEdit::default() }).await?;
    crate::context::context()?.go("/settings/users?done=password");
    Ok(user)
}

#[cfg(feature = "ssr")]
fn role_of(typed: &str) -> Result<domain::permission::Role, ApiError> {
    typed.parse().map_err(|words: String| ApiError::field("role", words))
}
