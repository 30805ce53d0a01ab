//! The one gate. Whatever starts anything asks here, inside the transaction that records the start.

use domain::admission::{Claim, Decision, Operation, Refusal, decide};
use domain::maintenance::GateState;
use domain::time::Timestamp;

use crate::clock::Clock;
use crate::error::Result;
use crate::store::gate::{StartTx, state_and_saves};
use crate::store::request::Record;

/// Proof that the gate admitted a start. Only [`Gate::ask`] and [`Admitted::begun`] make one, and a row that
/// runs cannot be written without it.
#[derive(Debug)]
pub struct Admitted(());

impl Admitted {
    /// The proof for a sub-process: its parent was admitted and has not ended, so it goes on (rule 2).
    #[must_use]
    pub fn begun(parent: &Record) -> Option<Self> {
        (parent.began.is_some() && parent.ended.is_none()).then_some(Self(()))
    }
}

/// The gate as it stands while the lock is held.
#[derive(Debug)]
pub struct Gate {
    /// What `decide` looks at.
    pub state: GateState,
    /// The instant read after the lock was granted: a request admitted now begins at it (rule 2).
    pub now: Timestamp,
    /// How often a process was saved so far.
    pub saves: u64,
}

/// Looks at the gate; nothing can change it until the transaction ends.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn look(tx: &mut StartTx, clock: &Clock) -> Result<Gate> {
    let (state, saves) = state_and_saves(tx.tx()).await?;
    Ok(Gate { state, now: clock.now(), saves })
}

impl Gate {
    /// Asks for admission; answers the proof and whether a hold was overridden.
    ///
    /// # Errors
    /// The refusal, when a hold is in force.
    pub fn ask(
        &self,
        operation: Operation,
        claim: Claim,
    ) -> std::result::Result<(Admitted, bool), Box<Refusal>> {
        match decide(&self.state, operation, claim, self.now) {
            Decision::Admit { bypassed } => Ok((Admitted(()), bypassed)),
            Decision::Refuse(refusal) => Err(Box::new(refusal)),
        }
    }
}
