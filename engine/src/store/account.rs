//! Questions about users that more than one change of accounts asks.

use domain::id::UserId;
use domain::user::User;

use super::{Tx, person};
use crate::error::{Error, Result};
use crate::params;

/// How many users there are.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn count(tx: &mut Tx) -> Result<u64> {
    tx.count("SELECT COUNT(*) FROM person", params![]).await
}

/// Whether a name is taken, in whatever case: `Ada` beside `ada` would be taken for her.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn is_taken(tx: &mut Tx, username: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM person WHERE LOWER(username) = LOWER($1)";
    Ok(tx.count(sql, params![username]).await? > 0)
}

/// Takes a user's row for this transaction: a change of the same user waits, and then sees what was written.
///
/// # Errors
/// [`Error::NotFound`]; else when the database refuses or does not answer.
pub async fn lock(tx: &mut Tx, id: UserId) -> Result<(User, String)> {
    if tx.run("UPDATE person SET disabled = disabled WHERE id = $1", params![id]).await? == 0 {
        return Err(Error::NotFound(format!("user {id}")));
    }
    person::by_id(tx, id).await
}
