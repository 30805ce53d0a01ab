//! Sub-processes that nobody waits for any more.

use domain::id::RequestId;

use crate::error::Result;
use crate::params;
use crate::store::{Tx, read};

/// Running requests that the step above them has given up by its time-out, and that nobody has cancelled yet.
///
/// # Errors
/// When the database refuses or does not answer.
pub async fn strays(tx: &mut Tx, limit: u32) -> Result<Vec<RequestId>> {
    let sql = "SELECT request.id FROM request \
               JOIN step ON step.request = request.parent AND step.id = request.parent_step \
               WHERE request.status = 'running' AND request.cancelling IS NULL \
               AND NOT (step.status = 'running' AND step.child = request.id AND step.outcome IS NULL) ORDER BY request.id LIMIT $1";
    let rows: Vec<(String,)> = tx.all(sql, params![limit]).await?;
    rows.into_iter().map(|(id,)| read("request's id", &id)).collect()
}
