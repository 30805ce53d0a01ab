//! Sessions and tokens of a database that is not the one that was closed: they are as they were when it was (rule 37).

use domain::id::{SessionId, TokenId};
use domain::time::Timestamp;

use super::memory::Memory;
use crate::error::{Error, Result};
use crate::store::{Tx, bearer, person, read};

/// Ends what was ended or revoked by then, and lets people stay logged in whom an older copy does not know yet. A token
/// that was made since the copy is lost, as its name and owner are; passwords and roles are the copy's.
pub(super) async fn as_they_were(
    tx: &mut Tx,
    memory: &Memory,
    closed: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let found = bearer::bearers(tx, closed).await?;
    for (hash, is_token, bearer) in &found {
        if memory.knows(hash, *is_token) {
            continue;
        }
        if *is_token {
            let id: TokenId = read("token's id", &bearer.id)?;
            bearer::revoke_token(tx, id, None, now).await?;
        } else {
            let id: SessionId = read("session's id", &bearer.id)?;
            bearer::end_session(tx, id).await?;
        }
    }
    for known in memory.people.iter().filter(|known| !known.is_token) {
        let is_there = found.iter().any(|(hash, is_token, _)| !is_token && *hash == known.hash);
        let Some(expires) = known.bearer.expires.filter(|_| !is_there) else { continue };
        match person::by_id(tx, known.bearer.user).await {
            Ok((user, _)) if !user.disabled => {
                let id: SessionId = read("session's id", &known.bearer.id)?;
                bearer::insert_session(tx, id, &known.hash, user.id, closed, expires).await?;
            }
            Ok(_) | Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
