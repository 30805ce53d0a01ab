//! Calls off a date of a series and those after it.

use domain::blackout::Stage;
use domain::permission::Person;

use super::super::lead::{Changed, Lead};
use super::passed;
use crate::engine::Engine;
use crate::error::Result;
use crate::store::blackout::{self, Kept};

impl Engine {
    /// Ends the rule with the date before, and calls off the rows from there on. One that has begun stays.
    pub(super) async fn cancel_later(&self, lead: &mut Lead, by: &Person, kept: Kept) -> Result<Changed> {
        let key = kept.occurrence.key;
        let is_off = match kept.occurrence.stage {
            Stage::Ended { at, .. } => return Err(passed(at)),
            Stage::Cancelled { .. } => true,
            Stage::Planned
            | Stage::Announced { .. }
            | Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. } => {
                kept.occurrence.clone().cancel(by.clone(), self.clock.now()).is_ok()
            }
        };
        let mut rows = blackout::rows_from(lead.tx(), kept.series.id, key.midnight()).await?;
        rows.retain(|row| row.occurrence.key >= key.midnight() && !row.occurrence.stage.is_over());
        if rows.iter().all(|row| row.occurrence.key != key) {
            rows.push(kept);
        }
        self.call_off(lead, by, rows, is_off.then_some(key)).await
    }
}
