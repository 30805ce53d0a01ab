//! Users, sessions and API tokens, as they are told.

use serde::{Deserialize, Serialize};

use crate::id::{SessionId, TokenId, UserId};
use crate::permission::{Permission, Role};
use crate::time::Timestamp;

/// A person who may log in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// The name they log in with.
    pub username: String,
    /// Their role.
    pub role: Role,
    /// Whether they may not log in.
    pub disabled: bool,
    /// Their time zone's IANA name, when chosen (rule 45).
    pub zone: Option<String>,
    /// When they were made.
    pub created: Timestamp,
}

/// What makes or changes a user.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewUser {
    /// 1 to 64 characters: letters, digits, `.`, `_`, `-`, `@`.
    pub username: String,
    /// At least 10 characters, at most 256.
    pub password: String,
    /// Their role.
    pub role: Role,
}

/// A change of a user; absent fields are kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserEdit {
    /// The new role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether they may not log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// A new password, set by an administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// An API token; its secret is told once, when it is made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// Whose rights it has, by name.
    pub owner: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// What makes a token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewToken {
    /// What it is for; 1 to 100 characters.
    pub name: String,
    /// When it ends; never, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A token just made, with its secret.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeToken {
    /// What to send as `Authorization: Bearer …`. Told this once.
    pub secret: String,
    /// The token.
    pub token: Token,
}

/// Who is logged in, for pages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Me {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Their role.
    pub role: Role,
    /// The session, when it is one.
    pub session: Option<SessionId>,
    /// The time zone in their profile.
    pub zone: Option<String>,
}

impl Me {
    /// Whether their role grants it. Pages ask, to offer only what works; the use case decides.
    #[must_use]
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.grants(permission)
    }
}
