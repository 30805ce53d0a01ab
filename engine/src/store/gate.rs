//! The gate's row and the holds; how it is locked on each database (rule 3).

use domain::id::HoldId;
use domain::maintenance::{Closing, GateState, Hold, HoldKind, Standing};
use domain::permission::Person;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Store, Tx, json, read, read_json};
use crate::error::{Error, Result};
use crate::params;

/// The key of the advisory lock: "lull" in ASCII.
macro_rules! lock {
    ($function:literal) => {
        concat!("SELECT ", $function, "(1819634796)::text")
    };
}

/// A transaction that holds the gate's lock shared: starts are decided and recorded in it.
#[derive(Debug)]
pub struct StartTx(Tx);

/// A transaction that holds the gate's lock alone: holds are changed in it.
#[derive(Debug)]
pub struct GateTx(Tx);

impl Store {
    /// Begins a transaction for starts. The lock is taken in a statement of its own, so that the next one sees
    /// what was committed while it waited.
    ///
    /// # Errors
    /// When the database is busy or does not answer.
    pub async fn starting(&self) -> Result<StartTx> {
        let mut tx = self.write().await?;
        if tx.is_postgres() {
            let _: Option<(String,)> = tx.one(lock!("pg_advisory_xact_lock_shared"), params![]).await?;
        }
        Ok(StartTx(tx))
    }

    /// Begins a transaction that changes holds; waits for starts in flight, and new ones wait for it.
    ///
    /// # Errors
    /// When the database is busy or does not answer.
    pub async fn changing_gate(&self) -> Result<GateTx> {
        let mut tx = self.write().await?;
        if tx.is_postgres() {
            tx.run("SET LOCAL synchronous_commit = on", params![]).await?;
            let _: Option<(String,)> = tx.one(lock!("pg_advisory_xact_lock"), params![]).await?;
        }
        Ok(GateTx(tx))
    }
}

impl StartTx {
    /// The transaction below, for the records of what was decided.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.0
    }

    /// Makes it last, and lets the lock go.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit(self) -> Result<()> {
        self.0.commit().await
    }
}

/// The gate's row beside one of the holds in force, or beside none.
#[derive(FromRow)]
struct Row {
    epoch: i64,
    closing: Option<String>,
    standing: Option<String>,
    saves: i64,
    id: Option<String>,
    kind: Option<String>,
    owner: Option<String>,
    since: Option<i64>,
    reason: Option<String>,
    message: Option<String>,
    estimated_end: Option<i64>,
    expires_at: Option<i64>,
}

impl Row {
    fn into_hold(self) -> Result<Option<Hold>> {
        let (Some(id), Some(owner), Some(since)) = (self.id, self.owner, self.since) else { return Ok(None) };
        let kind = if self.kind.as_deref() == Some("manual") { HoldKind::Manual } else { HoldKind::Blackout };
        Ok(Some(Hold {
            id: read("hold's id", &id)?,
            kind,
            owner,
            since: Timestamp::from_micros(since),
            reason: self.reason,
            message: self.message,
            estimated_end: self.estimated_end.map(Timestamp::from_micros),
            expires_at: self.expires_at.map(Timestamp::from_micros),
        }))
    }
}

/// Reads the gate as it is now.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn state(tx: &mut Tx) -> Result<GateState> {
    state_and_saves(tx).await.map(|(state, _)| state)
}

/// Reads the gate as it is now, and how often a process was saved, in one statement: each start pays for it.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn state_and_saves(tx: &mut Tx) -> Result<(GateState, u64)> {
    let sql = "SELECT gate.epoch, gate.closing, gate.standing, gate.saves, hold.id, hold.kind, hold.owner, hold.since, \
               hold.reason, hold.message, hold.estimated_end, hold.expires_at \
               FROM gate LEFT JOIN hold ON hold.lifted IS NULL WHERE gate.id = 1 ORDER BY hold.since, hold.id";
    let rows: Vec<Row> = tx.all(sql, params![]).await?;
    let first = rows.first().ok_or_else(|| Error::unreadable("gate", "its row is missing"))?;
    let closing: Option<Closing> =
        first.closing.as_deref().map(|text| read_json("closing", text)).transpose()?;
    let standing: Option<Standing> =
        first.standing.as_deref().map(|text| read_json("standing", text)).transpose()?;
    let (epoch, saves) = (first.epoch.unsigned_abs(), first.saves.unsigned_abs());
    let holds = rows.into_iter().filter_map(|row| row.into_hold().transpose()).collect::<Result<_>>()?;
    Ok((GateState { epoch, holds, closing, standing: standing.unwrap_or_default() }, saves))
}

/// Reads the gate, and the token with which the database was closed.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn closed_as(tx: &mut Tx) -> Result<(GateState, Option<String>)> {
    let row: Option<(Option<String>,)> =
        tx.one("SELECT close_token FROM gate WHERE id = 1", params![]).await?;
    Ok((state(tx).await?, row.and_then(|(token,)| token)))
}

impl GateTx {
    /// Writes the token with which the database is closed.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn close_as(&mut self, token: &str) -> Result<()> {
        self.0.run("UPDATE gate SET close_token = $1 WHERE id = 1", params![token]).await.map(drop)
    }

    /// Sets the epoch, to one that was never told before.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn set_epoch(&mut self, epoch: u64) -> Result<()> {
        self.0.run("UPDATE gate SET epoch = $1 WHERE id = 1", params![epoch]).await.map(drop)
    }

    /// The transaction below, for the audit entry beside the change.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.0
    }

    /// Makes it last.
    ///
    /// # Errors
    /// As [`Tx::commit`].
    pub async fn commit(self) -> Result<()> {
        self.0.commit().await
    }

    /// Raises the epoch: every change of the gate does.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn raise_epoch(&mut self) -> Result<()> {
        self.0.run("UPDATE gate SET epoch = epoch + 1 WHERE id = 1", params![]).await.map(drop)
    }

    /// Writes down the next planned closing, and where blackouts let the system stand.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn plan(&mut self, closing: Option<&Closing>, standing: &Standing) -> Result<()> {
        let sql = "UPDATE gate SET closing = $1, closes_at = $2, offline_at = $3, standing = $4 WHERE id = 1";
        let params = params![
            closing.map(json).transpose()?,
            closing.map(|closing| closing.closes_at),
            closing.and_then(|closing| closing.offline_at),
            (*standing != Standing::Online).then(|| json(standing)).transpose()?
        ];
        self.0.run(sql, params).await.map(drop)
    }

    /// Places a hold.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn place(&mut self, hold: &Hold, owner: &Person) -> Result<()> {
        let sql = "INSERT INTO hold (id, kind, owner_id, owner, since, reason, message, estimated_end, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let params = params![
            hold.id,
            hold.kind.as_str(),
            owner.id,
            &hold.owner,
            hold.since,
            hold.reason.clone(),
            hold.message.clone(),
            hold.estimated_end,
            hold.expires_at
        ];
        self.0.run(sql, params).await.map(drop)
    }

    /// Changes what a hold says, keeping since and owner.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn edit(&mut self, hold: &Hold) -> Result<()> {
        let sql = "UPDATE hold SET reason = $2, message = $3, estimated_end = $4, expires_at = $5 \
                   WHERE id = $1 AND lifted IS NULL";
        let params =
            params![hold.id, hold.reason.clone(), hold.message.clone(), hold.estimated_end, hold.expires_at];
        self.0.run(sql, params).await.map(drop)
    }

    /// Writes down that a hold is still wanted.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn keep(&mut self, hold: HoldId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE hold SET kept_at = $2 WHERE id = $1 AND lifted IS NULL";
        self.0.run(sql, params![hold, now]).await.map(drop)
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn lift(&mut self, hold: HoldId, by: &Person, now: Timestamp) -> Result<()> {
        let sql = "UPDATE hold SET lifted = $2, lifted_by = $3 WHERE id = $1 AND lifted IS NULL";
        self.0.run(sql, params![hold, now, &by.name]).await.map(drop)
    }
}
