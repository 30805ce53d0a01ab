//! Blackouts: planned, changed, called off, led through their windows (rules 27 to 44).

mod acts;
mod history;
mod lead;
mod preview;
mod told;

use domain::blackout::{Blackout, BlackoutDraft, BlackoutEdit, Occurrence, Plan, Series, resolve};
use domain::id::{BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Read};
use domain::time::Timestamp;

pub use acts::Act;
pub use history::History;
pub(crate) use lead::{hold_of, move_told, planned, standing, suspends};
pub(crate) use told::Coming;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

impl Engine {
    /// The blackouts of which an occurrence overlaps a span, earliest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn blackouts(
        &self,
        _permit: &Permit<Read>,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Blackout>> {
        let mut tx = self.store.read().await?;
        let kept = blackout::between(&mut tx, from, to).await?;
        Ok(kept.into_iter().map(|kept| Blackout::of(&kept.series, kept.occurrence)).collect())
    }

    /// One blackout.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else when the database does not answer.
    pub async fn blackout(&self, _permit: &Permit<Read>, id: BlackoutId) -> Result<Blackout> {
        let mut tx = self.store.read().await?;
        let kept = only(blackout::of(&mut tx, id).await?, id)?;
        Ok(Blackout::of(&kept.series, kept.occurrence))
    }

    /// Plans a blackout. One whose drain instant has passed is held when this returns (rule 27).
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault at once; else as [`Engine::set_maintenance`].
    pub async fn plan_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        draft: BlackoutDraft,
    ) -> Result<Blackout> {
        let by = permit.person().clone();
        self.changing_blackouts(move |engine, mut lead| async move {
            // Checked under the lock: what had not passed when it was sent may have by now.
            let (plan, zone) = engine.check_blackout(draft)?;
            let series = Series {
                id: BlackoutId::new(engine.ids.next()),
                owner: by.clone(),
                saved: engine.clock.now(),
                plan,
                follows: None,
            };
            let hold = HoldId::new(engine.ids.next());
            let kept = Kept { occurrence: series.only(&zone), hold, series, plan: None };
            blackout::save(lead.tx(), &kept.series).await?;
            let detail = serde_json::json!({ "plan": kept.series.plan, "window": kept.occurrence.window });
            engine.note(lead.tx(), &by, "blackout.create", kept.series.id.to_string(), detail).await?;
            let id = kept.series.id;
            lead.add(kept);
            Ok((lead, id))
        })
        .await
    }

    /// Changes a blackout that is not held yet. `seen` is when the plan that the change is based on was saved; when
    /// somebody saved another meanwhile the change is refused (rule 18).
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`] with every fault at once; else as
    /// [`Engine::set_maintenance`].
    pub async fn edit_blackout(
        &self,
        permit: &Permit<ManageMaintenance>,
        id: BlackoutId,
        edit: BlackoutEdit,
        seen: Option<Timestamp>,
    ) -> Result<Blackout> {
        let by = permit.person().clone();
        self.changing_blackouts(move |engine, mut lead| async move {
            let kept = lead.find(id).await?;
            if seen.is_some_and(|seen| seen != kept.series.saved) {
                let changed = format!("another plan was saved at {}", kept.series.saved);
                return Err(Error::Stale { epoch: lead.epoch(), changed });
            }
            let before = kept.series.plan.clone();
            let draft = edit.apply(&before).map_err(Error::Invalid)?;
            let (plan, zone) = engine.check_change(draft, &before)?;
            let saved = engine.clock.now();
            let window = resolve(&plan, &zone, saved, None).window;
            let occurrence = kept.occurrence.replan(window).map_err(illegal)?;
            let series = Series { saved, plan, ..kept.series };
            blackout::save(lead.tx(), &series).await?;
            let detail = serde_json::json!({ "before": before, "after": series.plan, "window": window });
            engine.note(lead.tx(), &by, "blackout.edit", id.to_string(), detail).await?;
            lead.add(Kept { series, occurrence, ..kept });
            Ok((lead, id))
        })
        .await
    }

    /// Checks a draft against its zone and the clock.
    fn check_blackout(&self, draft: BlackoutDraft) -> Result<(Plan, Iana)> {
        let zone = Iana::named(&draft.zone);
        let plan = draft.check(zone.as_ref(), self.clock.now()).map_err(Error::Invalid)?;
        not_yet(plan, zone)
    }

    /// Checks a draft that changes a plan.
    fn check_change(&self, draft: BlackoutDraft, before: &Plan) -> Result<(Plan, Iana)> {
        let zone = Iana::named(&draft.zone);
        let plan = draft.check_change(before, zone.as_ref(), self.clock.now()).map_err(Error::Invalid)?;
        not_yet(plan, zone)
    }
}

/// A plan with its zone. Rules are understood, and not led yet.
fn not_yet(plan: Plan, zone: Option<Iana>) -> Result<(Plan, Iana)> {
    if plan.recurrence.is_some() {
        return Err(Error::field("recurrence", "is not possible yet: plan each blackout by itself"));
    }
    Ok((plan, zone.ok_or_else(|| Error::field("zone", "is not a zone"))?))
}

/// The one occurrence of a blackout that does not recur.
fn only(kept: Vec<Kept>, id: BlackoutId) -> Result<Kept> {
    kept.into_iter().next().ok_or_else(|| Error::NotFound(format!("blackout {id}")))
}

/// A move that the stage does not allow is an input at fault: 409 means could-not-start and nothing else.
pub(crate) fn illegal(error: domain::blackout::IllegalMove) -> Error {
    Error::field("blackout", error.to_string())
}

/// Occurrences alone, as `domain` looks at them together.
fn occurrences(kept: &[Kept]) -> Vec<Occurrence> {
    kept.iter().map(|kept| kept.occurrence.clone()).collect()
}
