//! Blackouts: planned, changed, called off, led through their windows (rules 27 to 44).

mod acts;
mod history;
mod lead;
mod preview;
mod slots;
mod told;

use domain::audit::Entry;
use domain::blackout::{Blackout, BlackoutDraft, BlackoutEdit, Occurrence, Plan, Series, resolve};
use domain::id::{AuditId, BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Person, Read};
use domain::time::Timestamp;

pub use acts::Act;
pub use history::History;
pub(crate) use lead::{hold_of, move_told, planned, standing, suspends};
pub(crate) use told::Coming;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::store::audit;
use crate::store::blackout::{self, Kept};
use crate::zone::Iana;

/// A blackout that was made of a draft, with the audit entry that tells of it: saved or remembered, it is the same one.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) kept: Kept,
    pub(crate) entry: Entry,
}

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
        // Checked under the lock: what had not passed when it was sent may have by now.
        self.saving_blackout(move |engine| engine.make_blackout(draft, &by)).await
    }

    /// Saves the blackout that is made under the lock.
    pub(crate) async fn saving_blackout(
        &self,
        make: impl FnOnce(&Self) -> Result<Planned> + Send + 'static,
    ) -> Result<Blackout> {
        self.changing_blackouts(move |engine, mut lead| async move {
            let Planned { kept, entry } = make(&engine)?;
            blackout::save(lead.tx(), &kept.series).await?;
            audit::insert(lead.tx(), &entry)?;
            let id = kept.series.id;
            lead.add(kept);
            Ok((lead, id))
        })
        .await
    }

    /// Makes a blackout of a draft; saves nothing.
    pub(crate) fn make_blackout(&self, draft: BlackoutDraft, by: &Person) -> Result<Planned> {
        let (plan, zone) = self.check_blackout(draft)?;
        let (id, saved) = (BlackoutId::new(self.ids.next()), self.clock.now());
        let series = Series { id, owner: by.clone(), saved, plan };
        let kept = Kept { occurrence: series.only(&zone), hold: HoldId::new(self.ids.next()), series };
        let detail = serde_json::json!({ "plan": kept.series.plan, "window": kept.occurrence.window });
        let entry_id = AuditId::new(self.ids.next());
        let entry = audit::entry(entry_id, saved, by, "blackout.create", id.to_string(), detail);
        Ok(Planned { kept, entry })
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
            let (plan, zone) = engine.check_blackout(draft)?;
            let saved = engine.clock.now();
            let window = resolve(&plan, &zone, saved, None).window;
            let occurrence = kept.occurrence.replan(window).map_err(illegal)?;
            let series = Series { saved, plan, ..kept.series };
            blackout::save(lead.tx(), &series).await?;
            let detail = serde_json::json!({ "before": before, "after": series.plan, "window": window });
            engine.note(lead.tx(), &by, "blackout.edit", id.to_string(), detail).await?;
            lead.add(Kept { series, occurrence, hold: kept.hold });
            Ok((lead, id))
        })
        .await
    }

    /// Checks a draft against its zone and the clock.
    fn check_blackout(&self, draft: BlackoutDraft) -> Result<(Plan, Iana)> {
        let zone = Iana::named(&draft.zone);
        let plan = draft.check(zone.as_ref(), self.clock.now()).map_err(Error::Invalid)?;
        let zone = zone.ok_or_else(|| Error::field("zone", "is not a zone"))?;
        Ok((plan, zone))
    }
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
