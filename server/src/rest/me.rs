//! Whoever calls: their account, zone and password.

use axum::Json;
use axum::extract::State;
use domain::id::UserId;
use domain::maintenance::Edit;
use domain::permission::{Permission, Role};
use domain::user::Me;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::extract::{Body, Who};
use crate::web::{Problem, Web};

/// Who calls, and what they may do.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Account {
    /// Their id.
    id: UserId,
    /// Their name.
    username: String,
    /// Their role.
    role: Role,
    /// What the role grants, in words.
    permissions: Vec<&'static str>,
    /// Their time zone's IANA name, when chosen (rule 45).
    zone: Option<String>,
}

impl From<Me> for Account {
    fn from(me: Me) -> Self {
        let granted = Permission::ALL.iter().filter(|permission| me.may(**permission));
        let permissions = granted.map(|permission| permission.words()).collect();
        Self { id: me.id, username: me.username, role: me.role, permissions, zone: me.zone }
    }
}

/// A change of one's own account; absent fields are kept, `null` clears.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountEdit {
    /// The time zone's IANA name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    zone: Edit<String>,
}

/// The old password and the new one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    old: String,
    /// At least 10 characters, at most 256.
    new: String,
}

/// Tells who calls and what they may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "sessions", responses((status = 200, body = Account)))]
pub async fn show_me(Who(caller): Who) -> Json<Account> {
    Json(caller.me.into())
}

/// Changes the caller's time zone.
#[utoipa::path(patch, path = "/api/v1/me", tag = "sessions", request_body = AccountEdit, responses((status = 200, body = Account)))]
pub async fn edit_me(
    State(web): State<Web>,
    Who(caller): Who,
    Body(edit): Body<AccountEdit>,
) -> Result<Json<Account>, Problem> {
    let mut me = caller.me.clone();
    if !edit.zone.is_keep() {
        let zone = edit.zone.apply(None);
        web.engine.set_zone(&caller, zone.clone()).await?;
        me.zone = zone;
    }
    Ok(Json(me.into()))
}

/// Changes the caller's password; their other sessions end.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "sessions", request_body = PasswordChange, responses((status = 204)))]
pub async fn change_password(
    State(web): State<Web>,
    Who(caller): Who,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    web.engine.change_password(&caller, &change.old, &change.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
