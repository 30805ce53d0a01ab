//! The gate's row and the holds; how it is locked on each database (rule 3).

use domain::id::HoldId;
use domain::maintenance::{Closing, GateState, Hold, HoldKind, Standing};
use domain::permission::Person;
use domain::time::Timestamp;
use sqlx::FromRow;

use super::{Store, Tx, json, read, read_json};
use crate::error::Result;
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
        if let Tx::Postgres(_) = tx {
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
        if let Tx::Postgres(_) = tx {
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

#[derive(FromRow)]
struct GateRow {
    epoch: i64,
    closing: Option<String>,
    standing: Option<String>,
}

#[derive(FromRow)]
struct HoldRow {
    id: String,
    kind: String,
    owner: String,
    since: i64,
    reason: Option<String>,
    message: Option<String>,
    estimated_end: Option<i64>,
    expires_at: Option<i64>,
}

impl HoldRow {
    fn into_hold(self) -> Result<Hold> {
        let kind = if self.kind == "manual" { HoldKind::Manual } else { HoldKind::Blackout };
        Ok(Hold {
            id: read("hold's id", &self.id)?,
            kind,
            owner: self.owner,
            since: Timestamp::from_micros(self.since),
            reason: self.reason,
            message: self.message,
            estimated_end: self.estimated_end.map(Timestamp::from_micros),
            expires_at: self.expires_at.map(Timestamp::from_micros),
        })
    }
}

/// Reads the gate as it is now.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn state(tx: &mut Tx) -> Result<GateState> {
    let row: Option<GateRow> =
        tx.one("SELECT epoch, closing, standing FROM gate WHERE id = 1", params![]).await?;
    let holds: Vec<HoldRow> = tx
        .all(
            "SELECT id, kind, owner, since, reason, message, estimated_end, expires_at FROM hold \
             WHERE lifted IS NULL ORDER BY since, id",
            params![],
        )
        .await?;
    let row = row.ok_or_else(|| crate::error::Error::unreadable("gate", "its row is missing"))?;
    let closing: Option<Closing> = row.closing.map(|text| read_json("closing", &text)).transpose()?;
    let standing: Option<Standing> = row.standing.map(|text| read_json("standing", &text)).transpose()?;
    Ok(GateState {
        epoch: row.epoch.unsigned_abs(),
        holds: holds.into_iter().map(HoldRow::into_hold).collect::<Result<_>>()?,
        closing,
        standing: standing.unwrap_or_default(),
    })
}

impl GateTx {
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

    /// Lifts a hold.
    ///
    /// # Errors
    /// When the database refuses or does not answer.
    pub async fn lift(&mut self, hold: HoldId, by: &Person, now: Timestamp) -> Result<()> {
        let sql = "UPDATE hold SET lifted = $2, lifted_by = $3 WHERE id = $1 AND lifted IS NULL";
        self.0.run(sql, params![hold, now, &by.name]).await.map(drop)
    }
}
