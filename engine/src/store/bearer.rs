//! Sessions and tokens: whom a secret stands for. It is stored as the SHA-256 of what was handed out.

use domain::duration::Span;
use domain::id::{SessionId, TokenId, UserId};
use domain::page::{MOST, Page, USUAL};
use domain::permission::Role;
use domain::time::Timestamp;
use domain::user::Token;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::{Tx, read};
use crate::error::Result;
use crate::params;

/// Writes a session.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn insert_session(
    tx: &mut Tx,
    id: SessionId,
    hash: &str,
    user: UserId,
    created: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO session (id, hash, person, created, expires) VALUES ($1, $2, $3, $4, $5)";
    tx.run(sql, params![id, hash, user, created, expires]).await.map(drop)
}

/// Ends a session.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn end_session(tx: &mut Tx, id: SessionId) -> Result<()> {
    tx.run("DELETE FROM session WHERE id = $1", params![id]).await.map(drop)
}

/// Ends all sessions of a user but one.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn end_sessions(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> Result<()> {
    let sql = "DELETE FROM session WHERE person = $1 AND (CAST($2 AS TEXT) IS NULL OR id <> $2)";
    tx.run(sql, params![user, but]).await.map(drop)
}

/// Forgets sessions whose time is over.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn forget_sessions(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.run("DELETE FROM session WHERE expires <= $1", params![now]).await
}

#[derive(FromRow)]
struct BearerRow {
    bearer: String,
    person: String,
    username: String,
    role: String,
    zone: Option<String>,
    expires: Option<i64>,
    last_used: Option<i64>,
}

/// Whom a secret's hash stands for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Bearer {
    /// The session's or token's id, as text.
    pub id: String,
    /// The user.
    pub user: UserId,
    /// Their name.
    pub username: String,
    /// Their role at this moment.
    pub role: Role,
    /// Their zone.
    pub zone: Option<String>,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When a token was last used.
    pub last_used: Option<Timestamp>,
}

impl BearerRow {
    fn into_bearer(self) -> Result<Bearer> {
        Ok(Bearer {
            id: self.bearer,
            user: read("user's id", &self.person)?,
            username: self.username,
            role: read("role", &self.role)?,
            zone: self.zone,
            expires: self.expires.map(Timestamp::from_micros),
            last_used: self.last_used.map(Timestamp::from_micros),
        })
    }
}

/// The session that a hash stands for, unless it has ended or its user may not log in.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn session(tx: &mut Tx, hash: &str, now: Timestamp) -> Result<Option<Bearer>> {
    let sql = "SELECT s.id AS bearer, s.person, p.username, p.role, p.zone, s.expires, CAST(NULL AS BIGINT) AS last_used \
               FROM session s JOIN person p ON p.id = s.person WHERE s.hash = $1 AND s.expires > $2 AND NOT p.disabled";
    tx.one::<BearerRow>(sql, params![hash, now]).await?.map(BearerRow::into_bearer).transpose()
}

/// The token that a hash stands for, unless it has ended, was revoked, or its user may not log in.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn token(tx: &mut Tx, hash: &str, now: Timestamp) -> Result<Option<Bearer>> {
    let sql = "SELECT t.id AS bearer, t.person, p.username, p.role, p.zone, t.expires, t.last_used \
               FROM token t JOIN person p ON p.id = t.person WHERE t.hash = $1 AND t.revoked IS NULL \
               AND (t.expires IS NULL OR t.expires > $2) AND NOT p.disabled";
    tx.one::<BearerRow>(sql, params![hash, now]).await?.map(BearerRow::into_bearer).transpose()
}

/// Everybody who may come in: the hash of the secret, whether it is a token's, and whom it stands for.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn bearers(tx: &mut Tx, now: Timestamp) -> Result<Vec<(String, bool, Bearer)>> {
    let sql = "SELECT s.hash, FALSE AS is_token, s.id AS bearer, s.person, p.username, p.role, p.zone, s.expires, \
               CAST(NULL AS BIGINT) AS last_used FROM session s JOIN person p ON p.id = s.person \
               WHERE s.expires > $1 AND NOT p.disabled \
               UNION ALL SELECT t.hash, TRUE, t.id, t.person, p.username, p.role, p.zone, t.expires, t.last_used \
               FROM token t JOIN person p ON p.id = t.person WHERE t.revoked IS NULL \
               AND (t.expires IS NULL OR t.expires > $1) AND NOT p.disabled";
    let rows: Vec<HashedRow> = tx.all(sql, params![now]).await?;
    rows.into_iter().map(|row| Ok((row.hash, row.is_token, row.bearer.into_bearer()?))).collect()
}

/// Lets the sessions and tokens that had not ended at an instant last so much longer: their clocks stood still (rule 37).
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn extend_bearers(tx: &mut Tx, since: Timestamp, stood: Span) -> Result<()> {
    for sql in [
        "UPDATE session SET expires = expires + $2 WHERE expires > $1",
        "UPDATE token SET expires = expires + $2 WHERE expires > $1",
    ] {
        tx.run(sql, params![since, stood.micros()]).await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct HashedRow {
    hash: String,
    is_token: bool,
    #[sqlx(flatten)]
    bearer: BearerRow,
}

#[derive(FromRow)]
struct TokenRow {
    id: String,
    name: String,
    username: String,
    created: i64,
    expires: Option<i64>,
    last_used: Option<i64>,
    revoked: Option<i64>,
}

/// One page of the tokens of one user, or of all, newest first; the cursor is the last one's id.
///
/// # Errors
/// When the cursor is none, or the database refuses or does not answer.
pub async fn tokens(
    tx: &mut Tx,
    user: Option<UserId>,
    cursor: Option<&str>,
    limit: Option<u32>,
) -> Result<Page<Token>> {
    let limit = limit.unwrap_or(USUAL).clamp(1, MOST);
    let cursor = cursor.map(super::cursor::<TokenId>).transpose()?;
    let sql = "SELECT t.id, t.name, p.username, t.created, t.expires, t.last_used, t.revoked \
               FROM token t JOIN person p ON p.id = t.person WHERE (CAST($1 AS TEXT) IS NULL OR t.person = $1) \
               AND (CAST($2 AS TEXT) IS NULL OR t.id < $2) ORDER BY t.id DESC LIMIT $3";
    let rows: Vec<TokenRow> = tx.all(sql, params![user, cursor, limit + 1]).await?;
    let tokens: Result<Vec<Token>> = rows
        .into_iter()
        .map(|row| {
            Ok(Token {
                id: read("token's id", &row.id)?,
                name: row.name,
                owner: row.username,
                created: Timestamp::from_micros(row.created),
                expires: row.expires.map(Timestamp::from_micros),
                last_used: row.last_used.map(Timestamp::from_micros),
                revoked: row.revoked.map(Timestamp::from_micros),
            })
        })
        .collect();
    Ok(super::page(tokens?, limit, |token| token.id.to_string()))
}

/// Writes a token.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn insert_token(tx: &mut Tx, token: &Token, hash: &str, user: UserId) -> Result<()> {
    let sql = "INSERT INTO token (id, hash, person, name, created, expires) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.run(sql, params![token.id, hash, user, &token.name, token.created, token.expires]).await.map(drop)
}

/// Revokes a token; of one user's only, when a user is named. False when there was none to revoke.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn revoke_token(tx: &mut Tx, id: TokenId, of: Option<UserId>, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE token SET revoked = $2 WHERE id = $1 AND revoked IS NULL AND (CAST($3 AS TEXT) IS NULL OR person = $3)";
    Ok(tx.run(sql, params![id, now, of]).await? == 1)
}

/// Notes that a token was used.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn used_token(tx: &mut Tx, id: &str, now: Timestamp) -> Result<()> {
    tx.run("UPDATE token SET last_used = $2 WHERE id = $1", params![id, now]).await.map(drop)
}
