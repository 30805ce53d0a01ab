//! The missed-work ledger: refused starts, equal ones folded (rule 6).

use serde::{Deserialize, Serialize};

use crate::admission::Refusal;
use crate::id::{MissedId, RequestId};
use crate::permission::Person;
use crate::time::Timestamp;

/// One row: equal attempts of the same actor, process, inputs and hold; of the calendar one planned instant.
///
/// A process has rows for a hundred planned instants under one hold; one more row, which has `until`, counts the rest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missed {
    /// Its id.
    pub id: MissedId,
    /// The process's name.
    pub process: String,
    /// Who asked.
    pub actor: Person,
    /// The instant that it was planned for; the first of them where `until` is given. None of what nobody planned.
    pub at: Option<Timestamp>,
    /// The last of the planned instants that this row counts together.
    pub until: Option<Timestamp>,
    /// How often.
    pub count: u64,
    /// The first attempt.
    pub first: Timestamp,
    /// The last attempt.
    pub last: Timestamp,
    /// The last attempt's record.
    pub request: RequestId,
    /// Why.
    pub refusal: Refusal,
    /// What was decided: the request that makes it good.
    pub made_good_by: Option<RequestId>,
}
