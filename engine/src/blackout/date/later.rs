//! Changes a date of a series and those after it: the series is split there.

use domain::blackout::{BlackoutEdit, Series, Stage};
use domain::id::BlackoutId;
use domain::maintenance::Edit;
use domain::permission::Person;

use super::super::change::ended_before;
use super::super::illegal;
use super::super::lead::{Changed, Lead};
use super::passed;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::{self, Kept};

impl Engine {
    /// Splits a series at a date: the old rule ends with the one before, and a new series begins with this one. Rows from
    /// there on go over to it with the ids of their holds.
    pub(super) async fn change_later(
        &self,
        lead: &mut Lead,
        by: &Person,
        kept: Kept,
        edit: BlackoutEdit,
    ) -> Result<Changed> {
        let (before, key, now) = (kept.series.clone(), kept.occurrence.key, self.clock.now());
        match kept.occurrence.stage {
            // One that was called off stays so, and the series goes on with the next.
            Stage::Cancelled { .. } if now < kept.occurrence.window.start => {}
            Stage::Cancelled { at, .. } | Stage::Ended { at, .. } => return Err(passed(at)),
            Stage::Planned
            | Stage::Announced { .. }
            | Stage::Draining { .. }
            | Stage::Waiting { .. }
            | Stage::Cancelling { .. }
            | Stage::Closing { .. }
            | Stage::Offline { .. }
            | Stage::Reopening { .. }
            | Stage::AwaitingConfirmation { .. } => {
                let window = kept.occurrence.window;
                kept.occurrence.clone().replan(window).map_err(illegal)?;
            }
        }
        let base = before.plan.from_date(key);
        let draft = unless_the_rule_stays(edit, &before).apply(&base).map_err(Error::Invalid)?;
        let (plan, zone) = self.check_change(draft, &base)?;
        let ended = ended_before(&before, key, now);
        let id = BlackoutId::new(self.ids.next());
        let after = Series { id, saved: now, plan, follows: Some(before.id), owner: before.owner.clone() };
        lead.save(&ended).await?;
        lead.split(before.id, &after, key.midnight()).await?;
        let detail = serde_json::json!({
            "before": before.plan, "after": ended.plan, "key": key, "scope": "later", "followed_by": id,
        });
        self.note(lead.tx(), by, "blackout.edit", before.id.to_string(), detail).await?;
        let detail = serde_json::json!({ "plan": after.plan, "follows": before.id, "key": key });
        self.note(lead.tx(), by, "blackout.create", id.to_string(), detail).await?;
        let rows = blackout::rows_from(lead.tx(), id, key.midnight()).await?;
        self.settle(lead, by, &after, &zone, rows, Some(key)).await?;
        Ok((id, None))
    }
}

/// The edit, but a rule that it only repeats is kept, so that what is left of a count is counted.
fn unless_the_rule_stays(edit: BlackoutEdit, before: &Series) -> BlackoutEdit {
    let stays = match (&edit.recurrence, before.plan.recurrence) {
        (Edit::Set(draft), Some(rule)) => *draft == rule.draft(),
        (Edit::Set(_) | Edit::Keep | Edit::Clear, Some(_) | None) => false,
    };
    if stays { BlackoutEdit { recurrence: Edit::Keep, ..edit } } else { edit }
}
