//! Users and the roles they have.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::id::UserId;
use domain::page::Page;
use domain::permission::{ManageUsers, Permission, Read, Role};
use domain::user::{NewUser, User, UserEdit};
use serde::Serialize;

use super::extract::{Allowed, Body, Id, Search};
use super::{All, Turn, created};
use crate::web::{Problem, Web};

/// A role and what it grants.
#[derive(Serialize, utoipa::ToSchema)]
pub struct RoleRow {
    /// The role.
    role: Role,
    /// What it grants, in words.
    permissions: Vec<&'static str>,
}

/// Lists users by name.
#[utoipa::path(get, path = "/api/v1/users", tag = "administration", params(Turn), responses((status = 200, body = Page<User>)))]
pub async fn list_users(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageUsers>,
    Search(turn): Search<Turn>,
) -> Result<Json<Page<User>>, Problem> {
    Ok(Json(web.engine.users(&permit, turn.cursor.as_deref(), turn.limit).await?))
}

/// Makes a user.
#[utoipa::path(post, path = "/api/v1/users", tag = "administration", request_body = NewUser, responses((status = 201, body = User)))]
pub async fn add_user(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageUsers>,
    Body(new): Body<NewUser>,
) -> Result<Response, Problem> {
    let user = web.engine.add_user(&permit, new).await?;
    Ok(created(&format!("/api/v1/users/{}", user.id), user))
}

/// Shows one user.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "administration", params(("id" = UserId, Path)), responses((status = 200, body = User)))]
pub async fn show_user(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageUsers>,
    Id(id): Id<UserId>,
) -> Result<Json<User>, Problem> {
    Ok(Json(web.engine.user(&permit, id).await?))
}

/// Changes a user's role or password, or whether they may log in; their streams end within a second.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "administration", params(("id" = UserId, Path)), request_body = UserEdit, responses((status = 200, body = User)))]
pub async fn edit_user(
    State(web): State<Web>,
    Allowed(permit): Allowed<ManageUsers>,
    Id(id): Id<UserId>,
    Body(edit): Body<UserEdit>,
) -> Result<Json<User>, Problem> {
    Ok(Json(web.engine.edit_user(&permit, id, edit).await?))
}

/// Lists the roles and what each grants.
#[utoipa::path(get, path = "/api/v1/roles", tag = "administration", responses((status = 200, body = Page<RoleRow>)))]
pub async fn list_roles(Allowed(_permit): Allowed<Read>) -> Json<Page<RoleRow>> {
    let granted = |role: Role| {
        let permissions = Permission::ALL.iter().filter(move |permission| role.grants(**permission));
        permissions.map(|permission| permission.words()).collect()
    };
    Role::ALL.map(|role| RoleRow { role, permissions: granted(role) }).into_iter().collect::<Vec<_>>().all()
}
