//! Changes one date of a series, or calls it off.

use domain::blackout::{BlackoutEdit, Series, Stage, resolve};
use domain::permission::Person;

use super::super::illegal;
use super::super::lead::{Changed, Lead};
use super::gap::{near, too_close};
use super::passed;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::Kept;

impl Engine {
    /// Gives one date a plan of its own; what comes once has no other.
    pub(super) async fn change_one(
        &self,
        lead: &mut Lead,
        by: &Person,
        kept: Kept,
        edit: BlackoutEdit,
    ) -> Result<Changed> {
        if !edit.recurrence.is_keep() {
            let told =
                "belongs to the whole series: leave it out, or change this date and later ones, or all";
            return Err(Error::field("recurrence", told));
        }
        if let Stage::Ended { at, .. } | Stage::Cancelled { at, .. } = kept.occurrence.stage {
            return Err(passed(at));
        }
        if kept.series.plan.recurrence.is_none() && kept.plan.is_none() {
            let before = kept.series.clone();
            return self.change_whole(lead, by, &before, edit, vec![kept]).await;
        }
        let before = kept.plan();
        let draft = edit.apply(&before).map_err(Error::Invalid)?;
        let (plan, zone) = self.check_change(draft, &before)?;
        let saved = self.clock.now();
        let wanted = resolve(&plan, &zone, saved, None).window;
        let others = near(lead.tx(), &kept.series, kept.occurrence.key, &wanted).await?;
        if let Some(fault) = too_close(&plan, &wanted, &others) {
            return Err(Error::Invalid(vec![fault]));
        }
        let earlier = others.iter().filter(|(_, other)| other.start < wanted.start);
        let window = resolve(&plan, &zone, saved, earlier.map(|(_, other)| other.end).max()).window;
        let occurrence = kept.occurrence.clone().replan(window).map_err(illegal)?;
        // Whoever changes the same plan meanwhile is told of this.
        let series = Series { saved, ..kept.series.clone() };
        lead.save(&series).await?;
        let key = occurrence.key;
        let detail = serde_json::json!({
            "before": before, "after": plan, "window": window, "key": key, "scope": "one",
        });
        self.note(lead.tx(), by, "blackout.edit", series.id.to_string(), detail).await?;
        let id = series.id;
        lead.add(Kept { series, occurrence, plan: Some(plan), ..kept });
        Ok((id, Some(key)))
    }

    /// Calls one date off; the others come as before.
    pub(super) async fn cancel_one(&self, lead: &mut Lead, by: &Person, kept: Kept) -> Result<Changed> {
        let cancelled = kept.occurrence.clone().cancel(by.clone(), self.clock.now());
        let occurrence = cancelled.map_err(illegal)?;
        let (id, key) = (kept.series.id, occurrence.key);
        let detail = serde_json::json!({
            "before": kept.occurrence, "after": occurrence, "key": key, "scope": "one",
        });
        self.note(lead.tx(), by, "blackout.cancel", id.to_string(), detail).await?;
        lead.add(Kept { occurrence, ..kept });
        Ok((id, Some(key)))
    }
}
