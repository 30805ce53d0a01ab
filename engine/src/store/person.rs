//! Users.

use domain::id::UserId;
use domain::page::{MOST, Page, USUAL};
use domain::time::Timestamp;
use domain::user::User;
use sqlx::FromRow;

use super::{Tx, read};
use crate::error::{Error, Result};
use crate::params;

#[derive(FromRow)]
struct UserRow {
    id: String,
    username: String,
    password: String,
    role: String,
    disabled: bool,
    zone: Option<String>,
    created: i64,
}

impl UserRow {
    fn into_known(self) -> Result<(User, String)> {
        let user = User {
            id: read("user's id", &self.id)?,
            username: self.username,
            role: read("role", &self.role)?,
            disabled: self.disabled,
            zone: self.zone,
            created: Timestamp::from_micros(self.created),
        };
        Ok((user, self.password))
    }
}

macro_rules! columns {
    () => {
        "id, username, password, role, disabled, zone, created"
    };
}

/// One page of users, by name; the cursor is the last one's name.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn list(tx: &mut Tx, cursor: Option<&str>, limit: Option<u32>) -> Result<Page<User>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM person WHERE (CAST($1 AS TEXT) IS NULL OR username > $1) ORDER BY username LIMIT $2"
    );
    let rows: Vec<UserRow> = tx.all(sql, params![cursor.map(str::to_owned), limit + 1]).await?;
    let users: Result<Vec<User>> =
        rows.into_iter().map(|row| row.into_known().map(|(user, _)| user)).collect();
    Ok(super::page(users?, limit, |user| user.username.clone()))
}

/// A user and the password's hash, by name.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn by_name(tx: &mut Tx, username: &str) -> Result<Option<(User, String)>> {
    let sql = concat!("SELECT ", columns!(), " FROM person WHERE username = $1");
    tx.one::<UserRow>(sql, params![username]).await?.map(UserRow::into_known).transpose()
}

/// A user and the password's hash, by id.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn by_id(tx: &mut Tx, id: UserId) -> Result<(User, String)> {
    let sql = concat!("SELECT ", columns!(), " FROM person WHERE id = $1");
    let row: Option<UserRow> = tx.one(sql, params![id]).await?;
    row.ok_or_else(|| Error::NotFound(format!("user {id}")))?.into_known()
}

/// Writes a new user.
///
/// # Errors
/// When the database refuses (the name is taken) or does not answer.
pub async fn insert(tx: &mut Tx, user: &User, password: &str) -> Result<()> {
    let sql = "INSERT INTO person (id, username, password, role, disabled, zone, created) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = params![
        user.id,
        &user.username,
        password,
        user.role.as_str(),
        user.disabled,
        user.zone.clone(),
        user.created
    ];
    tx.run(sql, params).await.map(drop)
}

/// Saves a user's role, state and zone.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn save(tx: &mut Tx, user: &User) -> Result<()> {
    let sql = "UPDATE person SET role = $2, disabled = $3, zone = $4 WHERE id = $1";
    tx.run(sql, params![user.id, user.role.as_str(), user.disabled, user.zone.clone()]).await.map(drop)
}

/// Sets the password's hash.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn set_password(tx: &mut Tx, id: UserId, hash: &str) -> Result<()> {
    tx.run("UPDATE person SET password = $2 WHERE id = $1", params![id, hash]).await.map(drop)
}

/// How many administrators may log in.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn administrators(tx: &mut Tx) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM person WHERE role = 'administrator' AND NOT disabled", params![]).await
}
