//! Blackouts: planned, changed, called off, led through their windows (rules 27 to 44).

mod acts;
mod ahead;
mod between;
mod calendar;
mod change;
mod date;
mod feed;
mod history;
mod import;
mod lead;
mod plans;
mod preview;
mod series;
mod slots;
mod told;

use domain::audit::Entry;
use domain::blackout::{Blackout, BlackoutDraft, Occurrence, Plan, Series};
use domain::id::{AuditId, BlackoutId, HoldId};
use domain::permission::{ManageMaintenance, Permit, Person, Read};

pub use acts::Act;
pub(crate) use ahead::without_row_ahead;
pub use date::Which;
pub(crate) use feed::{detail, hold_of, move_told, over_unseen, planned, standing, suspends};
pub use history::History;
pub(crate) use plans::Plans;
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
    /// One blackout; of a series the occurrence in force, else the next, else the last.
    ///
    /// # Errors
    /// [`Error::NotFound`]; else when the database does not answer.
    pub async fn blackout(&self, _permit: &Permit<Read>, id: BlackoutId) -> Result<Blackout> {
        let mut tx = self.store.read().await?;
        let rows = meant_first(blackout::of(&mut tx, id).await?);
        let kept = rows.into_iter().next().ok_or_else(|| unknown(id))?;
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
            lead.save(&kept.series).await?;
            audit::insert(lead.tx(), &entry)?;
            let changed = (kept.series.id, Some(kept.occurrence.key));
            lead.add(kept);
            Ok((lead, changed))
        })
        .await
    }

    /// Makes a blackout of a draft; saves nothing.
    pub(crate) fn make_blackout(&self, draft: BlackoutDraft, by: &Person) -> Result<Planned> {
        let (plan, zone) = self.check_blackout(draft)?;
        let (id, saved) = (BlackoutId::new(self.ids.next()), self.clock.now());
        let series = Series { id, owner: by.clone(), saved, plan, follows: None };
        let hold = HoldId::new(self.ids.next());
        let kept = Kept { occurrence: series.first(&zone), hold, series, plan: None };
        let detail = serde_json::json!({ "plan": kept.series.plan, "window": kept.occurrence.window });
        let entry_id = AuditId::new(self.ids.next());
        let entry = audit::entry(entry_id, saved, by, "blackout.create", id.to_string(), detail);
        Ok(Planned { kept, entry })
    }

    /// Checks a draft against its zone and the clock.
    fn check_blackout(&self, draft: BlackoutDraft) -> Result<(Plan, Iana)> {
        let zone = Iana::named(&draft.zone);
        let plan = draft.check(zone.as_ref(), self.clock.now()).map_err(Error::Invalid)?;
        in_zone(plan, zone)
    }

    /// Checks a draft that changes a plan.
    fn check_change(&self, draft: BlackoutDraft, before: &Plan) -> Result<(Plan, Iana)> {
        let zone = Iana::named(&draft.zone);
        let plan = draft.check_change(before, zone.as_ref(), self.clock.now()).map_err(Error::Invalid)?;
        in_zone(plan, zone)
    }
}

fn in_zone(plan: Plan, zone: Option<Iana>) -> Result<(Plan, Iana)> {
    Ok((plan, zone.ok_or_else(|| Error::field("zone", "is not a zone"))?))
}

/// The rows of a blackout that are not over, the one first that is meant when it alone is named: in force, else to come
/// next. When all are over, the last.
fn meant_first(mut rows: Vec<Kept>) -> Vec<Kept> {
    if rows.iter().any(|kept| !kept.occurrence.stage.is_over()) {
        rows.retain(|kept| !kept.occurrence.stage.is_over());
    }
    rows.sort_by_key(|kept| (!kept.occurrence.stage.holds(), kept.occurrence.window.start));
    rows
}

fn unknown(id: BlackoutId) -> Error {
    Error::NotFound(format!("blackout {id}"))
}

/// A move that the stage does not allow is an input at fault: 409 means could-not-start and nothing else.
pub(crate) fn illegal(error: domain::blackout::IllegalMove) -> Error {
    Error::field("blackout", error.to_string())
}

/// Occurrences alone, as `domain` looks at them together.
fn occurrences(kept: &[Kept]) -> Vec<Occurrence> {
    kept.iter().map(|kept| kept.occurrence.clone()).collect()
}
